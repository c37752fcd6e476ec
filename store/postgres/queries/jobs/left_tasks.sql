-- Deletes ended tasks, with all that belongs to them but their runs.
-- $1 tasks
with
locked as materialized (
    select id
    from task
    where id = any($1) and state in (5, 6, 7)
    order by id
    for update
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
)
insert into counter (queue, state, stripe, n)
select queue, state, pg_backend_pid() % 128, -count(*)
from gone
group by queue, state
order by queue, state
on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
