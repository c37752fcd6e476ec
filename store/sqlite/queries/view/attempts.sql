select
    attempt.task,
    attempt.attempt,
    attempt.ended,
    attempt.worker,
    worker.name as worker_name,
    attempt.picked_at,
    attempt.started_at,
    attempt.finished_at,
    attempt.exit_code,
    attempt.failure_kind,
    attempt.failure_message
from attempt
left join worker on worker.id = attempt.worker
where attempt.task = ?1
order by attempt.attempt
