-- Writes what owners said, and keeps it as a version.
-- $1 ids, $2 versions, $3 enabled, $4 updated_at, $5 edited by, $6 specs
with
said as (
    select *
    from unnest(
        $1::uuid[], $2::int[], $3::bool[], $4::timestamptz[], $5::text[], $6::text[]
    ) as said (id, version, enabled, updated_at, edited_by, spec)
),
told as (
    insert into job_version (job, version, valid_from, edited_by, spec)
    select id, version, updated_at, edited_by, spec
    from said
    on conflict (job, version) do update
    set valid_from = excluded.valid_from, edited_by = excluded.edited_by, spec = excluded.spec
)
update job
set version = said.version, enabled = said.enabled, updated_at = said.updated_at
from said
where job.id = said.id
