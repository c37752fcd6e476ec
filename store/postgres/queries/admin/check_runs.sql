-- I4: runs without a task; ends that are awaited on one side only.
select format('run %s has no task', run.task)
from run
where not exists (select from task where task.id = run.task)
union all
select format('run %s is awaited on one side only: it is settled %s', run.task, run.settled)
from run
join task on task.id = run.task
where run.settled = coalesce(task.unsettled, false)
union all
select format('task %s is awaited by a job and is no run', task.id)
from task
where task.unsettled is not null and not exists (select from run where run.task = task.id)
limit 100
