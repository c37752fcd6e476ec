-- $1 name, $2 whether it takes nothing new
update worker set draining = $2 or stopping
where name = $1
returning id
