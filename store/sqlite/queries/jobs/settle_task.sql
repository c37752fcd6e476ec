-- Of those runs whose end is part of their job's state by now. ?1: rows of task.
update task
set unsettled = null
from jsonb_each(?1) as said
cross join run on run.task = unhex(said.value ->> 0)
where task.id = unhex(said.value ->> 0) and run.settled = 1
