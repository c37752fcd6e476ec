-- Tasks of the gate's queue that a worker has, or that wait for another gate, belong to it too.
update task
set queue_gate = ?1
where queue_gate is not ?1
    and rowid in (
        select held.rowid
        from gate
        cross join task as held indexed by task_held
            on held.state in (3, 4) and held.queue = gate.queue
        where gate.id = ?1
        union all
        select waiting.rowid
        from gate
        cross join task as waiting indexed by task_waiting
            on waiting.state = 2 and waiting.gate is not null and waiting.queue = gate.queue
        where gate.id = ?1
    )
