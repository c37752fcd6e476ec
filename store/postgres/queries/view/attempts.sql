-- $1 task
select
    a.attempt, a.ended, a.worker, w.name, a.picked_at, a.started_at, a.finished_at, a.exit_code,
    a.failure_kind, a.failure_message
from attempt as a
left join worker as w on w.id = a.worker
where a.task = $1
order by a.attempt
