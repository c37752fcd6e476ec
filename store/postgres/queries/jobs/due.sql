-- Jobs that are due, earliest first.
-- $1 now, $2 how many, $3 the fire_at and $4 the id behind which they are, $5 bytes: the page ends with
-- the spec that takes it past these, and how many were found tells that it did
select
    id, revision, version, state, created_by, created_at, updated_at, spec, found
from (
    select
        job.id, job.revision, job.version, job.state, job.created_by, job.created_at,
        job.updated_at, job.fire_at, v.spec,
        count(*) over () as found,
        sum(octet_length(v.spec)) over (order by job.fire_at, job.id)
            - octet_length(v.spec) as before
    from (
        select *
        from job
        where fire_at <= $1 and (fire_at, id) > ($3, $4)
        order by fire_at, id
        limit $2
    ) as job
    join job_version as v on v.job = job.id and v.version = job.version
) as weighed
where before < $5
order by fire_at, id
