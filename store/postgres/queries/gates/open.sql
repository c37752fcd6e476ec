-- The backlog of a gate's queue is before it: from here on tasks are let through.
-- $1 gate
update gate set
    settling = false,
    overhang = (
        select count(*)
        from task
        where queue_gate = $1 and gate is null and state in (1, 2, 3, 4)
    )
where id = $1 and settling
