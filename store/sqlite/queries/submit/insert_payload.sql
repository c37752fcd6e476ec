-- ?1: rows of task, spec.
insert into payload (task, spec)
select unhex(value ->> 0), value ->> 1
from jsonb_each(?1)
