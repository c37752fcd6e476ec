-- What was meant for an older start of a worker. Kills stay until the fleet has answered them.
-- $1 worker
delete from worker_order
where worker = $1 and kind in (0, 1, 2, 5, 6)
