-- A task stands in a lane of its queue.
select 'task ' || hex(task.id) || ' of queue ' || task.queue || ' is in lane ' || task.lane
from task
left join lane on lane.id = task.lane
where lane.queue is not task.queue
limit 100
