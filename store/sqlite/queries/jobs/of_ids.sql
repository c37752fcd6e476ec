-- ?1: rows of id.
select
    job.id,
    job.revision,
    job.version,
    job.state,
    job.created_by,
    job.created_at,
    job.updated_at,
    job_version.spec
from jsonb_each(?1) as asked
cross join job on job.id = unhex(asked.value ->> 0)
cross join job_version on job_version.job = job.id and job_version.version = job.version
where job.deleted_at is null
