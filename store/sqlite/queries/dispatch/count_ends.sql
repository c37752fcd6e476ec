-- ?1: rows of worker, completed, failed.
update worker
set
    tasks_completed = worker.tasks_completed + ended.completed,
    tasks_failed = worker.tasks_failed + ended.failed
from (
    select value ->> 0 as id, value ->> 1 as completed, value ->> 2 as failed from jsonb_each(?1)
) as ended
where worker.id = ended.id
