-- $1 name
select
    job.id, job.revision, job.version, job.state, job.created_by, job.created_at, job.updated_at,
    v.spec
from job
join job_version as v on v.job = job.id and v.version = job.version
where lower(job.name) = lower($1 collate "C") and job.name = $1 and job.deleted_at is null
