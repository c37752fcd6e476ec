-- At most ?1 runs and checks that have ended and are not settled, the earliest ends first.
select
    run.task,
    run.job,
    run.version,
    run."trigger",
    run.nominal_at,
    run.check_name,
    task.state,
    task.finished_at,
    task.failure_message,
    task.exit_code,
    (
        select value from task_counter where task_counter.task = run.task and name = 'errors'
    ) as errors
from task indexed by task_unsettled
cross join run on run.task = task.id
where task.unsettled = 1 and task.state in (5, 6, 7)
order by task.finished_at
limit ?1
