-- Jobs by name. The line marked `only:` is switched on where few jobs are wanted, for another index.
-- $1 names after this, in lower case, and $2 as it is, $3 names below this, in lower case, $4 enabled,
-- $5 broken, $6 how many, $7 bytes: the page ends with the spec that takes it past these, and how many
-- were found tells that it did. Asking how long a spec is does not read it.
select
    id, revision, version, state, created_by, created_at, updated_at, spec, found
from (
    select
        job.id, job.revision, job.version, job.state, job.created_by, job.created_at,
        job.updated_at, job.name, v.spec,
        count(*) over () as found,
        sum(octet_length(v.spec)) over (order by lower(job.name), job.name)
            - octet_length(v.spec) as before
    from (
        select *
        from job
        where
            deleted_at is null
            -- only: and not enabled
            and (lower(name), name) > ($1, $2)
            and lower(name) < $3
            and ($4::bool is null or enabled = $4)
            and ($5::bool is null or broken = $5)
        order by lower(name), name
        limit $6
    ) as job
    join job_version as v on v.job = job.id and v.version = job.version
) as weighed
where before < $7
order by lower(name), name
