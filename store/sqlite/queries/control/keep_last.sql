-- The attempt that ended a task which gets one more life. A task that was never claimed has none,
-- and one whose last attempt ended before the task did has it already. ?2: how it ended.
insert into attempt (
    task, attempt, ended, worker, incarnation, picked_at, started_at, finished_at,
    exit_code, failure_kind, failure_message
)
select
    id, attempt, ?2, worker, incarnation, picked_at, started_at, finished_at,
    exit_code, failure_kind, failure_message
from task
where id = ?1 and attempt > 0
on conflict (task, attempt) do nothing
