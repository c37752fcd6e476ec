-- ?1: rows of worker. Kills (3, 4) are the fleet's; an attempt that has ended is timed out (6) by
-- nobody.
select id, worker, kind, task, attempt
from worker_order
where
    worker in (select value ->> 0 from jsonb_each(?1))
    and kind not in (3, 4)
    and (
        kind <> 6
        or exists (
            select 1
            from task
            where task.id = worker_order.task
                and task.attempt = worker_order.attempt
                and task.state in (3, 4)
        )
    )
order by id
