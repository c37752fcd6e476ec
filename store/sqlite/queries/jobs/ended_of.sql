-- At most ?2 runs and checks of some jobs that have ended and are not settled. ?1: rows of job.
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
from jsonb_each(?1) as asked
cross join run indexed by run_open_job
    on run.job = unhex(asked.value ->> 0) and run.settled = 0
cross join task on task.id = run.task
where task.state in (5, 6, 7)
limit ?2
