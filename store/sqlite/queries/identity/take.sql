delete from sign_in_code where digest = ?1
returning principal, role, expires_at, session_until
