-- $1 worker, $2 session
update worker set last_active_at = clock_timestamp()
where id = $1 and session = $2
