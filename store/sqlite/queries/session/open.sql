-- The first hello of a name makes its row; a later one takes it over. ?7: the lease's end. ?8: now.
insert into worker (
    name, host, incarnation, session, capacity, version, coordinator, lease_until, last_active_at,
    registered_at
)
values (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?8)
on conflict (name) do update
set
    host = excluded.host,
    session = worker.session + 1,
    capacity = excluded.capacity,
    version = excluded.version,
    coordinator = excluded.coordinator,
    -- A worker that is to take nothing new keeps to it over a reconnect, its next start does not.
    draining = worker.draining and worker.incarnation = excluded.incarnation,
    stopping = worker.stopping and worker.incarnation = excluded.incarnation,
    incarnation = excluded.incarnation,
    released = 0,
    lease_until = excluded.lease_until,
    last_active_at = max(worker.last_active_at, excluded.last_active_at)
returning id, session, draining
