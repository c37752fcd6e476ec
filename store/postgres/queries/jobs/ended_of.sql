-- Runs and checks of some jobs that have ended and are not settled.
-- $1 jobs, $2 how many
select
    run.task, run.job, run.version, run.trigger, run.nominal_at, run.check_name, t.state,
    t.finished_at, coalesce(t.failure_message, ''),
    coalesce((select value from task_counter where task = run.task and name = 'errors'), 0),
    t.exit_code
from unnest($1::uuid[]) as asked (job)
join run on run.job = asked.job and not run.settled
join task as t on t.id = run.task and t.state in (5, 6, 7)
limit $2
