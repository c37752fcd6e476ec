-- It gives its places back.
-- $1 task
update task set state = 8, gate = coalesce(own_gate, queue_gate)
where id = $1 and state in (0, 1, 2)
