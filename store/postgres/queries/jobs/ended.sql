-- Runs and checks that have ended and are not settled, the earliest ends first.
-- $1 how many
select
    run.task, run.job, run.version, run.trigger, run.nominal_at, run.check_name, t.state,
    t.finished_at, coalesce(t.failure_message, ''),
    coalesce((select value from task_counter where task = run.task and name = 'errors'), 0),
    t.exit_code
from (
    select id, state, finished_at, failure_message, exit_code
    from task
    where unsettled and state in (5, 6, 7)
    order by finished_at
    limit $1
) as t
join run on run.task = t.id
order by t.finished_at
