-- $1 tasks
select task, name, value from task_counter where task = any($1)
