-- Moves assigned attempts to running; answers with those that it moved.
-- $1 tasks, sorted and without repeats, $2 attempts, $3 incarnations, $4 when they started
with
moved as (
    update task set state = 4, started_at = said.started_at
    from unnest($1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[]) with ordinality
        as said (id, attempt, incarnation, started_at, ord)
    where
        task.id = said.id
        and task.attempt = said.attempt
        and task.incarnation = said.incarnation
        -- `+ 0`: by the primary key and no other, however few held tasks the planner expects
        and task.state + 0 = 3
    returning said.ord, task.queue
),
counted as (
    insert into counter (queue, state, stripe, n)
    select done.queue, step.state, pg_backend_pid() % 128, done.n * step.sign
    from
        (select queue, count(*) as n from moved group by queue) as done
        cross join (values (3::smallint, -1), (4::smallint, 1)) as step (state, sign)
    order by done.queue, step.state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select ord from moved
