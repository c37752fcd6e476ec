-- $1 task
select
    t.id, t.spec, t.state, t.attempt, t.tries_used, t.created_at, t.due, t.picked_at, t.started_at,
    t.finished_at, t.worker, w.name, t.exit_code, t.failure_kind, t.failure_message, t.result,
    t.canceled_by, live.reported_at, live.percent, live.message, live.sampled_at, live.cpu_percent,
    live.memory_bytes,
    (select json_object_agg(c.name, c.value)::text from task_counter as c where c.task = t.id)
from task as t
left join worker as w on w.id = t.worker
left join task_live as live on live.task = t.id and live.attempt = t.attempt
where t.id = $1
