-- One more life. The attempt that ended the last one becomes a row, unless it did not end it: a
-- task that was canceled between two tries has that row already, one that was never claimed has
-- no attempt. Answers with the gate that it stands before.
-- $1 task, $2 now
with
archived as (
    insert into attempt (
        task, attempt, ended, worker, incarnation, picked_at, started_at, finished_at, exit_code,
        failure_kind, failure_message
    )
    select
        id, attempt, 3, worker, incarnation, picked_at, started_at, finished_at, exit_code,
        failure_kind, failure_message
    from task
    where id = $1 and state in (6, 7) and attempt > 0
    on conflict (task, attempt) do nothing
)
update task set
    state = 2,
    queue_gate = coalesce(
        queue_gate, (select id from gate where queue = task.queue and max is not null)
    ),
    gate = coalesce(
        own_gate, queue_gate, (select id from gate where queue = task.queue and max is not null)
    ),
    due = $2::timestamptz,
    start_deadline = $2::timestamptz + start_timeout * interval '1 microsecond',
    tries_used = 0,
    deaths = 0,
    worker = null,
    incarnation = null,
    picked_at = null,
    started_at = null,
    finished_at = null,
    exit_code = null,
    failure_kind = null,
    failure_message = null,
    result = null,
    canceled_by = null
where id = $1 and state in (6, 7)
returning gate
