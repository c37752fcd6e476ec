-- A run has its task, and is awaited where its end is not part of its job's state.
select 'run ' || lower(hex(run.task)) || iif(
    task.id is null, ' has no task', ' is awaited on one side only: it is settled ' || run.settled
)
from run
left join task on task.id = run.task
where task.id is null or run.settled = coalesce(task.unsettled, 0)
union all
select 'task ' || lower(hex(task.id)) || ' is awaited by a job and is no run'
from task
where task.unsettled is not null and task.id not in (select run.task from run)
limit 100
