-- $1 now
select nonce, expires_at from ended_session where expires_at > $1
