-- Fails queued tasks that stayed queued beyond their start timeout. Answers each time with the lanes
-- of tasks that were let through a gate instead of them.
-- $1 now, $2 how many
with
picked as materialized (
    select id
    from task
    where state = 2 and start_deadline is not null and start_deadline <= $1
    order by start_deadline
    limit $2
    for no key update skip locked
),
moved as (
    update task set
        state = 6,
        finished_at = $1,
        exit_code = null,
        failure_kind = 'start_timeout',
        failure_message = 'not started within ' || start_timeout / 1000000 || ' seconds'
    where id = any(array(select id from picked))
    returning id, queue, queue_gate, own_gate, gate
),
freed as materialized (
    select
        array_agg(distinct queue_gate) filter (where gate is null and queue_gate is not null)
            || array_agg(distinct own_gate)
                filter (where gate is distinct from own_gate and own_gate is not null)
            as gates
    from moved
),
passed as materialized (
    select case when gates is not null then admit(gates) end as lanes
    from freed
),
counted as (
    insert into counter (queue, state, stripe, n)
    select done.queue, step.state, pg_backend_pid() % 128, done.n * step.sign
    from
        (select queue, count(*) as n from moved group by queue) as done
        cross join (values (2::smallint, -1), (6::smallint, 1)) as step (state, sign)
    order by done.queue, step.state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select id, (select lanes from passed) from moved
