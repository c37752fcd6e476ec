delete from worker_order where answered_at < ?1
