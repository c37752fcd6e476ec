-- ?1: rows of id, worker, incarnation. ?2: now.
update task
set
    state = 3,
    attempt = task.attempt + 1,
    worker = given.worker,
    incarnation = given.incarnation,
    picked_at = ?2,
    -- What the attempt before left behind.
    started_at = null,
    exit_code = null,
    failure_kind = null,
    failure_message = null,
    result = null
from (
    select unhex(value ->> 0) as id, value ->> 1 as worker, unhex(value ->> 2) as incarnation
    from jsonb_each(?1)
) as given
where task.id = given.id and task.state = 2
