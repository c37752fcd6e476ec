-- Runs, newest first, out of so many that are looked at. The lines marked `of:` and `open:` are
-- switched on for those of one job and for those that are open. `+ 0`: along the runs and no other
-- way.
-- $1 below this, $2 states, $3 how many, $4 how many are looked at, $5 job
select
    run.task, run.job, run.version, run.trigger, run.nominal_at, run.check_name, t.state,
    t.created_at, t.started_at, t.finished_at, t.exit_code, t.failure_kind, t.failure_message
from (
    select *
    from run
    where
        not is_check
        and task < $1
        -- of: and job = $5
        -- open: and not settled
    order by task desc
    limit $4
) as run
join task as t on t.id = run.task
join job on job.id = run.job and job.deleted_at is null
where cardinality($2::smallint[]) = 0 or t.state + 0 = any($2)
order by run.task desc
limit $3
