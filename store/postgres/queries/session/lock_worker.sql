-- Waits for claims in flight, which hold this row for key share.
-- $1 name
select id, host, incarnation, last_active_at, not released and lease_until > now()
from worker
where name = $1
for update
