-- ?1: rows of task, state, due or null, tries, started_at or null, finished_at or null, exit_code,
-- failure_kind, failure_message, result. ?2: now.
update task
set
    state = ended.state,
    due = coalesce(ended.due, task.due),
    -- It may be queued as long as before, from when it is queued again.
    start_deadline = max(coalesce(ended.due, ?2), ?2) + task.start_timeout,
    tries_used = task.tries_used + ended.tries,
    -- A task that goes back has no attempt whose stamps it could tell.
    picked_at = iif(ended.finished_at is null, null, task.picked_at),
    started_at = iif(
        ended.finished_at is null, null, coalesce(task.started_at, ended.started_at)
    ),
    finished_at = ended.finished_at,
    exit_code = ended.exit_code,
    failure_kind = ended.failure_kind,
    failure_message = ended.failure_message,
    result = ended.result
from (
    select
        unhex(value ->> 0) as id,
        value ->> 1 as state,
        value ->> 2 as due,
        value ->> 3 as tries,
        value ->> 4 as started_at,
        value ->> 5 as finished_at,
        value ->> 6 as exit_code,
        value ->> 7 as failure_kind,
        value ->> 8 as failure_message,
        value ->> 9 as result
    from jsonb_each(?1)
) as ended
where task.id = ended.id and task.state in (3, 4)
