-- Moves assigned attempts to running; answers with those that it moved.
-- $1 tasks, sorted and without repeats, $2 attempts, $3 incarnations, $4 when they started
with
old as materialized (
    select t.id, t.queue, said.ord, said.started_at
    from unnest($1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[]) with ordinality
        as said (id, attempt, incarnation, started_at, ord)
    inner join task as t on t.id = said.id
    where t.attempt = said.attempt and t.incarnation = said.incarnation and t.state = 3
    order by t.id
    for no key update of t
),
moved as (
    update task set state = 4, started_at = old.started_at
    from old
    where task.id = old.id
    returning old.ord, task.queue
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
