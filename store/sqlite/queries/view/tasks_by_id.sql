-- Tasks of these ids, newest first. ?1: rows of id.
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
    coalesce(task.spec, (select payload.spec from payload where payload.task = task.id)) as spec
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 0)
left join worker on worker.id = task.worker
order by task.id desc
