-- ?1: rows of task.
select task_counter.task, task_counter.name, task_counter.value
from jsonb_each(?1) as asked
cross join task_counter on task_counter.task = unhex(asked.value ->> 0)
