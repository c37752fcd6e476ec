-- Holds back, and so gives its places back, or lets go on, before its first gate. ?2: from this
-- state. ?3: to this one. ?4: now. ?5: the gate of its queue, if that is limited.
update task
set
    state = ?3,
    queue_gate = coalesce(queue_gate, ?5),
    gate = coalesce(own_gate, queue_gate, ?5),
    -- The time held back does not count as queued.
    start_deadline = max(due, ?4) + start_timeout
where id = ?1 and state = ?2
