-- Tasks of these ids, newest first, as far as the columns of the hot row tell whether they pass.
-- ?1: rows of id. ?2: a bit for each state, 0 for any. ?3: queue or null. ?4: kind or null.
-- ?5: worker or null. ?6: made from, or null. ?7: made before, or null.
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
where
    (?2 = 0 or ?2 & (1 << task.state))
    and (?3 is null or task.queue = ?3)
    and (?4 is null or task.kind = ?4)
    and (?5 is null or task.worker = ?5)
    and (?6 is null or task.created_at >= ?6)
    and (?7 is null or task.created_at < ?7)
order by task.id desc
