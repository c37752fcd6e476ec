-- I2: tasks in a lane that is not theirs, which no worker would look at.
select format('task %s of queue %s stands in lane %s', t.id, t.queue, t.lane)
from task as t
left join lane on lane.id = t.lane
where lane.queue is distinct from t.queue
limit 100
