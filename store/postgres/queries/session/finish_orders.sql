-- Kills stay, the fleet answers them.
-- $1 orders
delete from worker_order
where id = any($1::bigint[]) and kind in (0, 1, 2)
