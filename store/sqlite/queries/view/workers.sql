-- Those that were active at ?1 or later, by number.
select
    id,
    name,
    host,
    incarnation,
    session,
    capacity,
    version,
    draining,
    released,
    lease_until,
    last_active_at,
    registered_at,
    tasks_completed,
    tasks_failed,
    cpu_percent,
    memory_percent,
    memory_bytes
from worker
where last_active_at >= ?1
order by id
