-- ?1: rows of at, actor, verb, subject_kind, subject_id, n, detail.
insert into activity (at, actor, verb, subject_kind, subject_id, n, detail)
select
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
from jsonb_each(?1)
order by key
