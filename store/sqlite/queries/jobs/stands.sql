-- How jobs stand. ?1: rows of id.
select job.id, job.revision, job.name, job.deleted_at is not null as deleted
from jsonb_each(?1) as asked
cross join job on job.id = unhex(asked.value ->> 0)
