-- ?1: rows of job, nominal_at, decided_at, version, outcome, task. What was decided stays.
insert into fire (job, nominal_at, decided_at, version, outcome, task)
select
    unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5)
from jsonb_each(?1)
where true
on conflict (job, nominal_at) do nothing
