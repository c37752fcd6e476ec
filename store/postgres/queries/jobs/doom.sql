-- These go once they have ended.
-- $1 tasks
update task set doomed = true
where id = any(array(select id from task where id = any($1) order by id for no key update))
