-- ?1: rows of id.
select task.id
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 0)
