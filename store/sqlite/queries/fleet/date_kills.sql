-- An answer comes without a time; the next beat of a scheduler gives it one.
update fleet_kill set answered_at = ?1 where outcome is not null and answered_at is null
