-- The ?1 jobs with the earliest next times.
select
    job.id,
    job.revision,
    job.version,
    job.state,
    job.created_by,
    job.created_at,
    job.updated_at,
    job_version.spec
from job indexed by job_next
cross join job_version on job_version.job = job.id and job_version.version = job.version
where job.next_at is not null
order by job.next_at, job.id
limit ?1
