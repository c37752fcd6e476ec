-- ?2: incarnation. ?3: now.
update worker
set released = 1, lease_until = min(lease_until, ?3)
where id = ?1 and incarnation = ?2 and not released
