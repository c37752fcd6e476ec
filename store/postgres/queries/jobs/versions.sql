-- Versions of a job that is there, newest first.
-- $1 job, $2 versions below this, $3 how many, $4 bytes: the page ends with the spec that takes it past
-- these, and how many were found tells that it did
select version, valid_from, edited_by, spec, found
from (
    select
        version, valid_from, edited_by, spec,
        count(*) over () as found,
        sum(octet_length(spec)) over (order by version desc) - octet_length(spec) as before
    from (
        select v.version, v.valid_from, v.edited_by, v.spec
        from job_version as v
        where
            v.job = $1
            and v.version < $2
            and exists (select from job where id = $1 and deleted_at is null)
        order by v.version desc
        limit $3
    ) as found
) as weighed
where before < $4
order by version desc
