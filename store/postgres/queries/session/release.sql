-- Takes attempts from their worker without its word.
-- $1 tasks, sorted, $2 attempts, $3 whether a started one counts as a death, $4 deaths that park
-- a task, $5 what the failure of a parked one says, $6 now
-- Answers each time with the lanes of tasks that were let through a gate instead of ended ones.
with
old as materialized (
    select
        t.id, t.attempt, t.queue, t.lane, t.state, t.worker, t.picked_at, t.started_at,
        t.canceled_by, t.deaths + dead.n as deaths,
        case
            when t.canceled_by is not null then 7
            when dead.n = 1 and t.deaths + 1 >= $4 then 6
            else 2
        end::smallint as next
    from unnest($1::uuid[], $2::int[]) as given (id, attempt)
    inner join task as t on t.id = given.id
    cross join lateral (
        -- the end of a worker whose kill is open was asked for
        select case
            when t.state = 4 and $3 and not exists (
                select from fleet_kill as kill
                where kill.worker = t.worker and kill.answered_at is null
            ) then 1
            else 0
        end as n
    ) as dead
    -- `+ 0`: by the primary key and no other, however few held tasks the planner expects
    where t.attempt = given.attempt and t.state + 0 in (3, 4)
    order by t.id
    for no key update of t
),
moved as (
    update task set
        state = old.next,
        -- from here on its worker is fenced
        incarnation = null,
        picked_at = case when old.next >= 5 then task.picked_at end,
        started_at = case when old.next >= 5 then task.started_at end,
        deaths = old.deaths,
        finished_at = case when old.next >= 5 then $6::timestamptz end,
        failure_kind = case when old.next = 6 then 'poison' else task.failure_kind end,
        failure_message = case when old.next = 6 then $5 else task.failure_message end,
        -- the wait in the queue begins anew
        start_deadline = case
            when old.next = 2 then $6::timestamptz + task.start_timeout * interval '1 microsecond'
        end
    from old
    where task.id = old.id
    returning task.state, task.queue_gate, task.own_gate
),
-- a task that goes back keeps its places
freed as materialized (
    select
        array_agg(distinct queue_gate) filter (where state >= 5 and queue_gate is not null)
            || array_agg(distinct own_gate) filter (where state >= 5 and own_gate is not null)
            as gates
    from moved
),
passed as materialized (
    select case when gates is not null then admit(gates) end as lanes
    from freed
),
archived as (
    insert into attempt (
        task, attempt, ended, worker, picked_at, started_at, finished_at, failure_kind,
        failure_message
    )
    select
        id, attempt, 1, worker, picked_at, started_at, $6, 'lost_worker', 'its worker was lost'
    from old
    where next = 2
),
forgotten as (
    delete from worker_order using old
    where
        old.canceled_by is not null
        and worker_order.task = old.id
        and worker_order.attempt = old.attempt
),
counted as (
    insert into counter (queue, state, stripe, n)
    select queue, state, pg_backend_pid() % 128, sum(n)
    from (
        select queue, state, -count(*) as n from old group by queue, state
        union all
        select queue, next, count(*) from old group by queue, next
    ) as step
    group by queue, state
    order by queue, state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select id, next, lane, (select lanes from passed)
from old
order by id
