-- Open orders of workers; kills are the fleet's, and to stop ended attempts is nobody's.
-- $1 workers
select w.id, w.worker, w.kind, w.task, w.attempt
from worker_order as w
where
    w.worker = any($1::bigint[])
    and (
        w.kind in (1, 2, 5)
        or (
            w.kind in (0, 6)
            and exists (
                select from task as t
                where t.id = w.task and t.attempt = w.attempt and t.state + 0 in (3, 4)
            )
        )
    )
order by w.id
