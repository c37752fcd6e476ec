-- ?1: rows of task, job, version, trigger, nominal_at, check_name.
insert into run (task, job, version, "trigger", nominal_at, check_name)
select
    unhex(value ->> 0), unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5
from jsonb_each(?1)
where true
on conflict (task) do nothing
