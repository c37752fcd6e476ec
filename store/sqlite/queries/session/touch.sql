update worker set last_active_at = max(last_active_at, ?3) where id = ?1 and session = ?2
