-- Brings at most ?3 queued tasks of lane ?2 before gate ?1, the last of the line first, so that what is
-- given out meanwhile goes on in order.
update task
set queue_gate = ?1, gate = ?1
where rowid in (
    select rowid
    from task indexed by task_ready
    where lane = ?2 and state = 2 and gate is null
    order by priority, due desc, id desc
    limit ?3
)
