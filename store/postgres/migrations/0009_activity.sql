-- What people did and what happened of note. Written behind everything else, pruned by rows.
create table activity (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    -- kind:name; empty for many
    actor text not null,
    verb text not null,
    subject_kind text not null,
    -- empty for several
    subject_id text not null,
    n integer not null check (n >= 0),
    detail text not null
);
