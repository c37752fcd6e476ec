-- Keeps attempts that end before they leave their task. ?1: rows of task, ended,
-- started_at or null, finished_at, exit_code, failure_kind, failure_message, and whether their
-- speaker may repeat its report.
insert into attempt (
    task, attempt, ended, worker, incarnation, picked_at, started_at, finished_at,
    exit_code, failure_kind, failure_message
)
select
    task.id,
    task.attempt,
    said.value ->> 1,
    task.worker,
    iif(said.value ->> 7, task.incarnation, null),
    task.picked_at,
    coalesce(task.started_at, said.value ->> 2),
    said.value ->> 3,
    said.value ->> 4,
    said.value ->> 5,
    said.value ->> 6
from jsonb_each(?1) as said
cross join task on task.id = unhex(said.value ->> 0)
where true
-- An attempt that ended before its task's explicit retry is kept already.
on conflict (task, attempt) do nothing
