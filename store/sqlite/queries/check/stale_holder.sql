-- A held task belongs to a worker that is known.
select 'task ' || hex(task.id) || ' is held by worker ' || coalesce(task.worker, 'none') || ', which is not known'
from task indexed by task_held
left join worker on worker.id = task.worker
where task.state in (3, 4)
    and (worker.id is null or task.incarnation is null or task.picked_at is null)
limit 100
