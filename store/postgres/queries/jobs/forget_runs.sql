-- $1 tasks
delete from run where task = any($1)
