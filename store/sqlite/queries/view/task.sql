select
    task.id,
    task.state,
    task.attempt,
    task.tries_used,
    task.created_at,
    task.due,
    task.picked_at,
    task.started_at,
    task.finished_at,
    task.worker,
    worker.name as worker_name,
    task.exit_code,
    task.failure_kind,
    task.failure_message,
    task.result,
    task.canceled_by,
    live.reported_at,
    live.percent,
    live.message,
    live.sampled_at,
    live.cpu_percent,
    live.memory_bytes,
    (select json_group_object(name, value) from task_counter where task_counter.task = task.id)
        as counters,
    coalesce(task.spec, (select payload.spec from payload where payload.task = task.id)) as spec
from task
left join worker on worker.id = task.worker
left join task_live as live on live.task = task.id and live.attempt = task.attempt
where task.id = ?1
