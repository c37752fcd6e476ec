-- The ?1 jobs with the earliest next times behind the time ?2 and the id ?3.
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
    and (job.next_at, job.id) > (?2, ?3)
order by job.next_at, job.id
limit ?1
