-- I4: jobs are counted, and have the version that they are at; a fire has its job.
select format('there are %s jobs, and their counter says %s', count(*), (select n from job_total))
from job
where deleted_at is null
having count(*) <> (select n from job_total)
union all
select format('job %s is at version %s, which is not kept', job.id, job.version)
from job
where
    job.deleted_at is null
    and not exists (
        select from job_version as v where v.job = job.id and v.version = job.version
    )
union all
select format('there is a fire of job %s, which is not there', fire.job)
from fire
where not exists (select from job where job.id = fire.job)
limit 100
