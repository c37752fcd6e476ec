-- Sessions of browsers that were ended before their time, until that comes: at most two thousand, so
-- that no index but the key is needed.
create table ended_session (
    nonce bytea primary key check (length(nonce) = 16),
    expires_at timestamptz not null
);
