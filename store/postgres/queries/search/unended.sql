-- $1 ids
select count(*) from task where id = any($1) and state + 0 not in (5, 6, 7)
