-- Running attempts of which nothing was told for their heartbeat timeout, and that nobody has asked
-- to stop; the longest running first. ?1: now. ?2: since when somebody could be told. ?3: limit.
select task.id, task.attempt, task.worker
from task indexed by task_heartbeat
left join task_live on task_live.task = task.id and task_live.attempt = task.attempt
where
    task.state = 4
    and task.heartbeat_timeout is not null
    and task.canceled_by is null
    and max(task.picked_at, task.started_at, coalesce(task_live.told_at, 0), ?2)
        + task.heartbeat_timeout <= ?1
    and not exists (
        select 1
        from worker_order
        where worker_order.task = task.id
            and worker_order.attempt = task.attempt
            and worker_order.kind = 6
    )
order by task.started_at, task.id
limit ?3
