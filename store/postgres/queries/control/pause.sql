-- $1 task
update task set state = 8
where id = $1 and state in (0, 1, 2)
