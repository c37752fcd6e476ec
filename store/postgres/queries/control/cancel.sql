-- Ends a task that nobody holds.
-- $1 task, $2 who asks, $3 now
update task set state = 7, finished_at = $3, canceled_by = $2, incarnation = null
where id = $1 and state in (0, 1, 2, 8)
