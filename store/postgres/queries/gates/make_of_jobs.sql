-- $1 jobs
insert into gate (job, max)
select job, 1
from unnest($1::uuid[]) as job
order by job
on conflict (job) do nothing
