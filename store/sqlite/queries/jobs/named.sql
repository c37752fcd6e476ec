select
    job.id,
    job.revision,
    job.version,
    job.state,
    job.created_by,
    job.created_at,
    job.updated_at,
    job_version.spec
from job
cross join job_version on job_version.job = job.id and job_version.version = job.version
where lower(job.name) = lower(?1) and job.name = ?1 and job.deleted_at is null
