-- The latest runs of these jobs, newest first within a job: one probe of an index for each.
-- $1 jobs, $2 how many of each
select
    run.task, run.job, run.version, run.trigger, run.nominal_at, run.check_name, t.state,
    t.created_at, t.started_at, t.finished_at, t.exit_code, t.failure_kind, t.failure_message
from unnest($1::uuid[]) as wanted (job)
join job on job.id = wanted.job and job.deleted_at is null
cross join lateral (
    select *
    from run
    where not is_check and run.job = wanted.job
    order by task desc
    limit $2
) as run
join task as t on t.id = run.task
order by run.job, run.task desc
