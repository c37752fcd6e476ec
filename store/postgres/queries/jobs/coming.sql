-- The jobs with the earliest next times.
-- $1 how many, $2 the time and $3 the id behind which they are, $4 bytes: the page ends with the spec
-- that takes it past these, and how many were found tells that it did
select
    id, revision, version, state, created_by, created_at, updated_at, spec, found
from (
    select
        job.id, job.revision, job.version, job.state, job.created_by, job.created_at,
        job.updated_at, job.next_at, v.spec,
        count(*) over () as found,
        sum(octet_length(v.spec)) over (order by job.next_at, job.id)
            - octet_length(v.spec) as before
    from (
        select *
        from job
        where next_at is not null and (next_at, id) > ($2, $3)
        order by next_at, id
        limit $1
    ) as job
    join job_version as v on v.job = job.id and v.version = job.version
) as weighed
where before < $4
order by next_at, id
