-- ?1: rows of job, version, valid_from, edited_by, spec.
insert into job_version (job, version, valid_from, edited_by, spec)
select
    unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4
from jsonb_each(?1)
where true
on conflict (job, version) do update
set valid_from = excluded.valid_from, edited_by = excluded.edited_by, spec = excluded.spec
