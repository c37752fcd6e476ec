-- ?2: from this state. ?3: to this one. ?4: now. ?5: the gate of its
-- queue, if that is limited.
update task
set
    state = ?3,
    queue_gate = coalesce(queue_gate, ?5),
    gate = coalesce(own_gate, queue_gate, ?5),
    due = ?4,
    start_deadline = ?4 + start_timeout,
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
    canceled_by = null,
    result = null
where id = ?1 and state = ?2
