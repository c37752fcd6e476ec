-- The jobs with the earliest next times.
-- $1 how many
select
    job.id, job.revision, job.version, job.state, job.created_by, job.created_at, job.updated_at,
    v.spec
from (
    select *
    from job
    where next_at is not null
    order by next_at, id
    limit $1
) as job
join job_version as v on v.job = job.id and v.version = job.version
order by job.next_at, job.id
