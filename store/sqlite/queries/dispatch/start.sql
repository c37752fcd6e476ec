-- ?1: rows of task, started_at.
update task
set state = 4, started_at = started.at
from (select unhex(value ->> 0) as id, value ->> 1 as at from jsonb_each(?1)) as started
where task.id = started.id and task.state = 3
