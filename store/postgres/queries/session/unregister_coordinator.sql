-- $1 coordinator
delete from coordinator where id = $1
