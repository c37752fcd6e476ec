-- Ends attempts; answers with those that it ended, and each time with the lanes of tasks that were let
-- through a gate instead of them.
-- $1 tasks, sorted and without repeats, $2 attempts, $3 incarnations, $4 verdicts (0 completed,
-- 1 failed, 2 canceled, 3 retry, 4 requeued), $5 due of retries, $6 started, $7 finished,
-- $8 exit codes, $9 failure kinds, $10 failure messages, $11 results, $12 now
with
-- Looked at without a lock: when a start or a cancellation comes in between, the update below
-- finds its row changed and leaves it, and the caller asks again.
old as not materialized (
    select
        said.*,
        was.state as was,
        was.worker,
        was.picked_at,
        was.canceled_by,
        coalesce(was.started_at, said.started_at) as began_at,
        judged.verdict as becomes,
        case
            when judged.verdict <= 2 then judged.verdict + 5
            when said.due > $12 then 1
            else 2
        end::smallint as next
    from unnest(
        $1::uuid[], $2::int[], $3::uuid[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
        $7::timestamptz[], $8::int[], $9::text[], $10::text[], $11::text[]
    ) with ordinality as said (
        task, attempt, incarnation, verdict, due, started_at, finished_at, exit_code,
        failure_kind, failure_message, result, ord
    )
    inner join task as was on was.id = said.task
    -- a cancellation that came after the judge had looked still beats another try
    cross join lateral (
        select case
            when said.verdict >= 3 and was.canceled_by is not null then 2
            else said.verdict
        end as verdict
    ) as judged
    -- `+ 0`: by the primary key and no other, however few held tasks the planner expects
    where was.state + 0 in (3, 4)
),
ended as (
    update task set
        state = old.next,
        -- stamps are those of an attempt that runs or that ended the task
        picked_at = case when old.next >= 5 then old.picked_at end,
        started_at = case when old.next >= 5 then old.began_at end,
        exit_code = old.exit_code,
        failure_kind = old.failure_kind,
        failure_message = old.failure_message,
        result = old.result,
        tries_used = task.tries_used + case when old.becomes in (0, 1, 3) then 1 else 0 end,
        finished_at = case when old.next >= 5 then old.finished_at end,
        -- the row of the ended attempt carries it from now on
        incarnation = case when old.next >= 5 then old.incarnation end,
        due = case when old.next < 5 then coalesce(old.due, task.due) else task.due end,
        -- the wait in the queue begins anew
        start_deadline = case
            when old.next < 5
                then greatest(old.due, $12) + task.start_timeout * interval '1 microsecond'
            else task.start_deadline
        end
    from old
    where
        task.id = old.task
        and task.attempt = old.attempt
        and task.incarnation = old.incarnation
        and task.state = old.was
        and task.canceled_by is not distinct from old.canceled_by
    returning
        old.ord, task.id, task.queue, old.was, old.next, old.becomes, task.attempt,
        old.incarnation, old.worker, old.picked_at, old.began_at, old.finished_at,
        old.exit_code, old.failure_kind, old.failure_message, old.canceled_by,
        task.queue_gate, task.own_gate
),
-- a task that is to be tried again keeps its places
freed as materialized (
    select
        array_agg(ord) as ords,
        array_agg(distinct queue_gate) filter (where next >= 5 and queue_gate is not null)
            || array_agg(distinct own_gate) filter (where next >= 5 and own_gate is not null)
            as gates
    from ended
),
passed as materialized (
    select ords, case when gates is not null then admit(gates) end as lanes
    from freed
),
archived as (
    insert into attempt (
        task, attempt, ended, worker, incarnation, picked_at, started_at, finished_at, exit_code,
        failure_kind, failure_message
    )
    select
        id, attempt,
        -- failed and tried again; lost after its start; returned unstarted
        case when becomes = 3 then 0 when began_at is not null then 1 else 2 end,
        worker, incarnation, picked_at, began_at, finished_at, exit_code, failure_kind,
        failure_message
    from ended
    where next < 5
),
-- orders of ended attempts go away with them
forgotten as (
    delete from worker_order using ended
    where
        ended.canceled_by is not null
        and worker_order.task = ended.id
        and worker_order.attempt = ended.attempt
),
tallied as (
    insert into worker_tally (worker, completed, failed)
    select
        worker,
        count(*) filter (where becomes = 0),
        count(*) filter (where becomes in (1, 3))
    from ended
    where becomes in (0, 1, 3)
    group by worker
    order by worker
    on conflict (worker) do update set
        completed = worker_tally.completed + excluded.completed,
        failed = worker_tally.failed + excluded.failed
),
counted as (
    insert into counter (queue, state, stripe, n)
    select queue, state, pg_backend_pid() % 128, sum(n)
    from (
        select queue, was as state, -count(*) as n from ended group by queue, was
        union all
        select queue, next, count(*) from ended group by queue, next
    ) as step
    group by queue, state
    order by queue, state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select unnest(ords), lanes from passed
