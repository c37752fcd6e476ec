-- ?1: rows of worker, session, memory_bytes, cpu_percent, memory_percent. ?2: now. ?3: the new end
-- of the lease.
update worker
set
    lease_until = ?3,
    last_active_at = max(worker.last_active_at, ?2),
    memory_bytes = beat.memory_bytes,
    cpu_percent = beat.cpu_percent,
    memory_percent = beat.memory_percent
from (
    select
        value ->> 0 as id,
        value ->> 1 as session,
        value ->> 2 as memory_bytes,
        cast(value ->> 3 as real) as cpu_percent,
        cast(value ->> 4 as real) as memory_percent
    from jsonb_each(?1)
) as beat
where worker.id = beat.id and worker.session = beat.session and not worker.released
returning id
