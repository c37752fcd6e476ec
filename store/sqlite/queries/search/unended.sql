-- ?1: rows of id.
select count(*)
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 0)
where task.finished_at is null
