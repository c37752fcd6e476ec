-- ?2: slots. ?3: the longest gap between two beats. ?4: now.
update coordinator
set
    slots = ?2,
    gap = ?3,
    -- Null compares as null, so the first beat starts the renewing too.
    renewing_since = iif(?4 - renewed_at <= ?3, renewing_since, ?4),
    renewed_at = ?4
where id = ?1
