-- Tasks of the gate's queue that a worker has, or that wait for another gate, belong to it too.
-- $1 gate
with
unaware as (
    select task.id
    from gate inner join task on task.queue = gate.queue
    where gate.id = $1 and task.state in (3, 4) and task.queue_gate is distinct from $1
    union all
    select task.id
    from gate inner join task on task.queue = gate.queue
    where
        gate.id = $1
        and task.state = 2
        and task.gate is not null
        and task.queue_gate is distinct from $1
),
locked as materialized (
    select id
    from task
    where id = any(array(select id from unaware)) and state in (2, 3, 4)
    order by id
    for no key update
)
update task set queue_gate = $1
where id = any(array(select id from locked))
