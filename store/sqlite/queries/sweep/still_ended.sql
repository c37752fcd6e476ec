-- ?1: rows of task.
select task.id, task.queue, task.state
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 0)
where task.finished_at is not null
