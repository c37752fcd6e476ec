-- A job is gone from now on, for writes that were read before as well, and one less is counted.
-- $1 job, $2 now, $3 whether its ended runs stay as tasks
with
buried as (
    update job
    set
        revision = revision + 1, deleted_at = $2, keep_runs = $3, fire_at = null, next_at = null,
        stuck = false
    where id = $1 and deleted_at is null
    returning id
),
counted as (
    update job_total set n = n - 1 where exists (select from buried)
)
select count(*) from buried
