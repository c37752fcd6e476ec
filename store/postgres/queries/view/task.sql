-- $1 task
select
    t.id, t.spec, t.state, t.attempt, t.tries_used, t.created_at, t.due, t.picked_at, t.started_at,
    t.finished_at, t.worker, w.name, t.exit_code, t.failure_kind, t.failure_message, t.result,
    t.canceled_by
from task as t
left join worker as w on w.id = t.worker
where t.id = $1
