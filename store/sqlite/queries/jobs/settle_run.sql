-- ?1: rows of task, job.
update run
set settled = 1
from jsonb_each(?1) as said
where run.task = unhex(said.value ->> 0) and run.job = unhex(said.value ->> 1)
