-- $1 ids above this, $2 ids below this
select count(*) from task where id > $1 and id < $2
