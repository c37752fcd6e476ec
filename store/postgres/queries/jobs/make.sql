-- Makes a job of the rest of the write that follows.
-- $1 id, $2 name, $3 who makes it, $4 when
insert into job (
    id, name, revision, version, state, enabled, broken, stuck, created_by, created_at, updated_at
)
values ($1, $2, 0, 0, '{}', false, false, false, $3, $4, $4)
