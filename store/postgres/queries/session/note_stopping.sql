-- $1 worker, $2 its session
update worker set draining = true, stopping = true
where id = $1 and session = $2
