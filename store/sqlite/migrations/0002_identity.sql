-- What the coordinators of this cluster share and nobody else knows.
create table cluster (
    id integer not null primary key check (id = 1),
    key blob not null check (length(key) = 32)
) strict;
-- SQLite seeds its generator from the system's.
insert into cluster (id, key) values (1, randomblob(32));

-- Codes that wait for their browser: at most a thousand, so that no index but the key is needed.
create table sign_in_code (
    digest blob not null primary key check (length(digest) = 32),
    principal text not null,
    role integer not null,
    expires_at integer not null,
    -- The end of the session that the code was made by, if it was.
    session_until integer
) strict, without rowid;
