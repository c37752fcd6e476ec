-- Tasks leave their worker without its word. ?1: rows of id, state, deaths, finished_at or null,
-- failure_kind, failure_message. ?2: now.
update task
set
    state = lost.state,
    deaths = lost.deaths,
    -- The worker that lost it cannot speak for it any more.
    incarnation = null,
    finished_at = lost.finished_at,
    -- A task that goes back has no attempt whose stamps it could tell.
    picked_at = iif(lost.finished_at is null, null, task.picked_at),
    started_at = iif(lost.finished_at is null, null, task.started_at),
    failure_kind = lost.failure_kind,
    failure_message = lost.failure_message,
    start_deadline = ?2 + task.start_timeout
from (
    select
        unhex(value ->> 0) as id,
        value ->> 1 as state,
        value ->> 2 as deaths,
        value ->> 3 as finished_at,
        value ->> 4 as failure_kind,
        value ->> 5 as failure_message
    from jsonb_each(?1)
) as lost
where task.id = lost.id and task.state in (3, 4)
