-- $1 id, $2 name
update job set name = $2 where id = $1
