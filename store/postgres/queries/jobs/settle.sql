-- The ends of these runs are part of their jobs' states now.
-- $1 tasks, $2 jobs
with
settled as (
    update run
    set settled = true
    from unnest($1::uuid[], $2::uuid[]) as said (task, job)
    where run.task = said.task and run.job = said.job and not run.settled
    returning run.task
)
update task
set unsettled = null
from settled
where task.id = settled.task
