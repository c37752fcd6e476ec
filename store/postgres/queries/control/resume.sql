-- The wait in the queue begins anew, before the first gate. Answers with that.
-- $1 task, $2 to which state, $3 now
update task set
    state = $2,
    queue_gate = coalesce(
        queue_gate, (select id from gate where queue = task.queue and max is not null)
    ),
    gate = coalesce(
        own_gate, queue_gate, (select id from gate where queue = task.queue and max is not null)
    ),
    start_deadline = greatest(due, $3) + start_timeout * interval '1 microsecond'
where id = $1 and state = 8
returning gate
