-- Tasks of which something is told, as they stand, with their counters.
-- $1 tasks
select
    t.id, t.state, t.attempt, t.worker,
    array(select c.name from task_counter as c where c.task = t.id order by c.name),
    array(select c.value from task_counter as c where c.task = t.id order by c.name),
    t.heartbeat_timeout is not null
from task as t
where t.id = any($1)
