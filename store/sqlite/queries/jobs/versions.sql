-- Versions of a job that is there, newest first. ?1: job. ?2: versions below this. ?3: how many.
select job_version.version, job_version.valid_from, job_version.edited_by, job_version.spec
from job
cross join job_version on job_version.job = job.id
where job.id = ?1 and job.deleted_at is null and job_version.version < ?2
order by job_version.version desc
limit ?3
