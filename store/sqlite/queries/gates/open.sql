-- The backlog of a gate's queue is before it: from here on tasks are let through.
update gate
set
    settling = 0,
    overhang = (
        select count(*)
        from task indexed by task_admitted
        where queue_gate = ?1
            and queue_gate is not null
            and task.gate is null
            and state in (1, 2, 3, 4)
    )
where id = ?1 and settling
