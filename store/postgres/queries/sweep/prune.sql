-- Deletes old ended tasks of one window of the primary key, with all that belongs to them, but for runs
-- whose end their job does not know of. Answers with how many were deleted, where the next window begins,
-- and whether this one was the last.
-- $1 the window begins behind this id, $2 how many are looked at, $3 ended before, $4 how many are
-- deleted at most
with
seen as materialized (
    select id, state, finished_at, unsettled
    from task
    where id > $1
    order by id
    limit $2
),
doomed as materialized (
    select id
    from seen
    where state in (5, 6, 7) and finished_at < $3 and unsettled is null
    order by id
    limit $4
),
-- looked at again under lock: an explicit retry may have come first
locked as materialized (
    select id
    from task
    where
        id = any(array(select id from doomed))
        and state in (5, 6, 7)
        and finished_at < $3
        and unsettled is null
    order by id
    for update skip locked
),
gone as (
    delete from task
    where id = any(array(select id from locked))
    returning queue, state
),
attempts as (
    delete from attempt where task = any(array(select id from locked))
),
chunks as (
    delete from chunk where task = any(array(select id from locked))
),
lives as (
    delete from task_live where task = any(array(select id from locked))
),
counters as (
    delete from task_counter where task = any(array(select id from locked))
),
runs as (
    delete from run where task = any(array(select id from locked))
),
counted as (
    insert into counter (queue, state, stripe, n)
    select queue, state, pg_backend_pid() % 128, -count(*)
    from gone
    group by queue, state
    order by queue, state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select
    (select count(*) from gone),
    case
        when (select count(*) from doomed) >= $4
            then (select id from doomed order by id desc limit 1)
        else (select id from seen order by id desc limit 1)
    end,
    (select count(*) from doomed) < $4 and (select count(*) from seen) < $2
