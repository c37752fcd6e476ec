select result from worker_order where id = ?1 and kind in (3, 4)
