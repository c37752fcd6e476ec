-- $1 workers, locked
update worker set released = true
where id = any($1::bigint[])
