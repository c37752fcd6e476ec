-- A name that was never heard: made as if it had gone away, so that it can be taken over.
-- $1 name, $2 incarnation
insert into worker (
    name, incarnation, session, lease_until, last_active_at, registered_at, released, host, version,
    capacity
)
values ($1, $2, 0, now(), now(), now(), true, '', '', '')
on conflict (name) do nothing
