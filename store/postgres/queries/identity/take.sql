-- $1 digest; who comes second finds the row gone
delete from sign_in_code where digest = $1
returning principal, role, expires_at, session_until
