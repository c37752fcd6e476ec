-- ?1 now
delete from ended_session where expires_at <= ?1
