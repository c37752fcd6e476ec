-- Runs below ?1, newest first: at most ?4 of those that pass, out of ?5 that are looked at. ?2: a bit
-- for each state, 0 for any. ?3: their job, in the statements for the runs of one. The inner query
-- runs only as far as the outer one asks.
select
    walked.task,
    walked.job,
    walked.version,
    walked."trigger",
    walked.nominal_at,
    walked.check_name,
    task.state,
    task.created_at,
    task.started_at,
    task.finished_at,
    task.exit_code,
    task.failure_kind,
    task.failure_message
from (
    select *
    from run
    where is_check = 0 and task < ?1
        -- of: and job = ?3
        -- open: and settled = 0
    order by task desc
    limit ?5
) as walked
cross join task on task.id = walked.task
cross join job on job.id = walked.job and job.deleted_at is null
where ?2 = 0 or ?2 & (1 << task.state)
order by walked.task desc
limit ?4
