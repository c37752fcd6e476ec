-- At most ?2 jobs that are due at ?1, earliest first, behind the fire_at ?3 and the id ?4.
select
    job.id,
    job.revision,
    job.version,
    job.state,
    job.created_by,
    job.created_at,
    job.updated_at,
    job_version.spec
from job indexed by job_fire
cross join job_version on job_version.job = job.id and job_version.version = job.version
where job.fire_at is not null and job.fire_at <= ?1
    and (job.fire_at, job.id) > (?3, ?4)
order by job.fire_at, job.id
limit ?2
