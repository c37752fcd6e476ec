-- The wait in the queue begins anew.
-- $1 task, $2 to which state, $3 now
update task set
    state = $2,
    start_deadline = greatest(due, $3) + start_timeout * interval '1 microsecond'
where id = $1 and state = 8
