update worker_order set result = ?2 where id = ?1 and kind in (3, 4) and result is null
