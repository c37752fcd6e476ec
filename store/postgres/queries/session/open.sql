-- Opens a session on a locked row.
-- $1 worker, $2 incarnation, $3 host, $4 version, $5 capacity, $6 lease in microseconds
update worker set
    session = session + 1,
    draining = draining and incarnation = $2,
    stopping = stopping and incarnation = $2,
    released = false,
    incarnation = $2,
    host = $3,
    version = $4,
    capacity = $5,
    lease_until = now() + $6::bigint * interval '1 microsecond',
    last_active_at = now()
where id = $1
returning session, draining
