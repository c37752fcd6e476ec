-- Gates of jobs, with repeats, that may let somebody pass when these ends are part of their jobs' states. ?1: rows of
-- task.
select task.own_gate
from jsonb_each(?1) as said
cross join task on task.id = unhex(said.value ->> 0)
where task.own_gate is not null
