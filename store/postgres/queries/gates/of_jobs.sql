-- $1 jobs
select job, id
from gate
where job = any($1::uuid[])
