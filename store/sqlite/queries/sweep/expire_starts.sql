-- Fails at most ?2 queued tasks that should have been claimed by ?1. ?3: kind. ?4: message.
update task
set
    state = 6,
    finished_at = ?1,
    exit_code = null,
    failure_kind = ?3,
    failure_message = ?4
where rowid in (
    select rowid
    from task indexed by task_start_deadline
    where state = 2 and start_deadline is not null and start_deadline <= ?1
    order by start_deadline
    limit ?2
)
returning id, queue, queue_gate, own_gate, gate
