-- Jobs that are due, earliest first.
-- $1 now, $2 how many
select
    job.id, job.revision, job.version, job.state, job.created_by, job.created_at, job.updated_at,
    v.spec
from (
    select *
    from job
    where fire_at <= $1
    order by fire_at, id
    limit $2
) as job
join job_version as v on v.job = job.id and v.version = job.version
order by job.fire_at, job.id
