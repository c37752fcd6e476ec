-- Versions of a job that is there, newest first.
-- $1 job, $2 versions below this, $3 how many
select v.version, v.valid_from, v.edited_by, v.spec
from job_version as v
where
    v.job = $1
    and v.version < $2
    and exists (select from job where id = $1 and deleted_at is null)
order by v.version desc
limit $3
