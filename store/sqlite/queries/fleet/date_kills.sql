-- An answer comes without a time; the next beat of a scheduler gives it one.
update worker_order set answered_at = ?1 where result is not null and answered_at is null
