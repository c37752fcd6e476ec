-- Queues at most ?2 scheduled tasks that are due at ?1, earliest first.
update task
set state = 2, start_deadline = ?1 + start_timeout
where rowid in (
    select rowid
    from task indexed by task_scheduled
    where state = 1 and due <= ?1
    order by due
    limit ?2
)
returning id, lane, queue
