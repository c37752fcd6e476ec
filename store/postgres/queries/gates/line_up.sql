-- Brings queued tasks of a queue before its gate, the last of each lane first, so that what is given
-- out meanwhile goes on in order. Waits for claims under way.
-- $1 gate, $2 how many
with
behind as (
    select last.id
    from gate
    inner join lane on lane.queue = gate.queue
    cross join lateral (
        select id
        from task
        where task.lane = lane.id and task.state = 2 and task.gate is null
        order by priority, due desc, id desc
        limit $2
    ) as last
    where gate.id = $1
    limit $2
),
locked as materialized (
    select id
    from task
    where id = any(array(select id from behind)) and state = 2 and gate is null
    order by id
    for no key update
)
update task set queue_gate = $1, gate = $1
where id = any(array(select id from locked))
