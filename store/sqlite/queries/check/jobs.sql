-- Jobs are counted, and have the version that they are at.
select 'there are ' || count(*) || ' jobs, and their counter says ' || (select n from job_total)
from job
where deleted_at is null
having count(*) <> (select n from job_total)
union all
select 'job ' || lower(hex(job.id)) || ' is at version ' || job.version || ', which is not kept'
from job
where job.deleted_at is null
    and not exists (
        select 1 from job_version where job = job.id and job_version.version = job.version
    )
union all
select 'there is a fire of job ' || lower(hex(fire.job)) || ', which is not there'
from fire
where fire.job not in (select id from job)
limit 100
