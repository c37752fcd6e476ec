-- A task has its spec in its row or beside it, once.
select 'task ' || hex(task.id) || ' has no spec'
from task
where task.spec is null and not exists (select 1 from payload where payload.task = task.id)
union all
select 'a spec is kept for task ' || hex(payload.task) || ', which has it in its row or does not exist'
from payload
left join task on task.id = payload.task
where task.id is null or task.spec is not null
limit 100
