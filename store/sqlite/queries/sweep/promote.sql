-- Queues at most ?2 scheduled tasks that are due at ?1, earliest first. One that had a place before its
-- last try keeps it.
update task
set
    state = 2,
    queue_gate = coalesce(
        queue_gate,
        (select limited.id from gate as limited where limited.queue = task.queue and limited.max is not null)
    ),
    gate = iif(
        queue_gate is null,
        coalesce(
            gate,
            (select limited.id from gate as limited where limited.queue = task.queue and limited.max is not null)
        ),
        gate
    ),
    start_deadline = ?1 + start_timeout
where rowid in (
    select rowid
    from task indexed by task_scheduled
    where state = 1 and due <= ?1
    order by due
    limit ?2
)
returning id, lane, queue, gate
