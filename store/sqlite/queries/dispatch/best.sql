-- The best ?2 tasks of lane ?1, read off the ready index in its order.
select
    task.id,
    task.attempt,
    task.due,
    coalesce(task.spec, (select payload.spec from payload where payload.task = task.id)) as spec
from task indexed by task_ready
where task.lane = ?1
    and task.state = 2
    and task.gate is null
    and not exists (
        select 1
        from lane
        join queue on queue.name = lane.queue
        where lane.id = ?1 and queue.paused
    )
order by task.priority desc, task.due, task.id
limit ?2
