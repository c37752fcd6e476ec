select id, host, incarnation, session, released, lease_until, last_active_at
from worker
where name = ?1
