-- Kills stay, the fleet answers them.
-- $1 orders
delete from worker_order
where id = any($1::bigint[]) and kind not in (3, 4)
