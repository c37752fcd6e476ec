-- Jobs by name. ?1: names after this, in lower case, and ?2: as it is. ?3: names below this, in lower
-- case. ?4: enabled, or null. ?5: broken, or null. ?6: how many. The line marked `only:` is switched on,
-- with another index, where few jobs are wanted.
select
    job.id,
    job.revision,
    job.version,
    job.state,
    job.created_by,
    job.created_at,
    job.updated_at,
    job_version.spec
from job indexed by job_by_name
cross join job_version on job_version.job = job.id and job_version.version = job.version
where job.deleted_at is null
    -- only: and job.enabled = 0
    and (lower(job.name), job.name) > (?1, ?2)
    and lower(job.name) < ?3
    and (?4 is null or job.enabled = ?4)
    and (?5 is null or job.broken = ?5)
order by lower(job.name), job.name
limit ?6
