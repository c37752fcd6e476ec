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
where name = ?1
