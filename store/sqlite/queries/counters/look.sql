-- Tasks of which something is told, as they stand, with their counters. ?1: rows of task.
select
    task.id,
    task.state,
    task.attempt,
    task.worker,
    task.heartbeat_timeout is not null as has_heartbeat,
    (
        select json_group_object(name, value) from task_counter where task_counter.task = task.id
    ) as sums
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 0)
