-- One index probe for each lane. ?1: rows of lane.
select task.lane, task.priority, task.due
from jsonb_each(?1) as asked
cross join task on task.rowid = (
    select head.rowid
    from task as head indexed by task_ready
    where head.lane = asked.value ->> 0 and head.state = 2 and head.gate is null
    order by head.priority desc, head.due, head.id
    limit 1
)
