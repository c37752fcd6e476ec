-- ?1: rows of task, attempt.
select
    task.id,
    task.attempt,
    task.tries_used,
    task.canceled_by is not null as cancel_requested,
    coalesce(task.spec, (select payload.spec from payload where payload.task = task.id)) as spec
from jsonb_each(?1) as asked
cross join task
    on task.id = unhex(asked.value ->> 0)
    and task.attempt = asked.value ->> 1
    and task.state in (3, 4)
