-- What the coordinators of this cluster share and nobody else knows.
create table cluster (
    only_one bool primary key default true check (only_one),
    key bytea not null check (length(key) = 32)
);
-- An id has 122 random bits from the server's strong source; three of them fill the key.
insert into cluster (key)
values (
    sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    )
);

-- Codes that wait for their browser: at most a thousand, so that no index but the key is needed.
create table sign_in_code (
    digest bytea primary key check (length(digest) = 32),
    expires_at timestamptz not null,
    -- the end of the session that the code was made by, if it was
    session_until timestamptz,
    role smallint not null,
    principal text not null
);
