-- Queues scheduled tasks that are due, earliest first. One that had a place before its last try
-- keeps it. Answers by lane, and each time with the lanes of tasks that were let through a gate.
-- $1 now, $2 how many
with
picked as materialized (
    select id
    from task
    where state = 1 and due <= $1
    order by due
    limit $2
    for no key update skip locked
),
moved as (
    update task set
        state = 2,
        queue_gate = coalesce(
            queue_gate, (select id from gate where queue = task.queue and max is not null)
        ),
        gate = case
            when queue_gate is null
                then coalesce(
                    task.gate, (select id from gate where queue = task.queue and max is not null)
                )
            else task.gate
        end,
        start_deadline = $1 + start_timeout * interval '1 microsecond'
    where id = any(array(select id from picked))
    returning id, lane, queue, gate
),
passed as materialized (
    select case when count(gate) > 0 then admit(array_agg(distinct gate)) end as lanes
    from moved
),
counted as (
    insert into counter (queue, state, stripe, n)
    select done.queue, step.state, pg_backend_pid() % 128, done.n * step.sign
    from
        (select queue, count(*) as n from moved group by queue) as done
        cross join (values (1::smallint, -1), (2::smallint, 1)) as step (state, sign)
    order by done.queue, step.state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select lane, array_agg(id), (select lanes from passed)
from moved
group by lane
order by lane
