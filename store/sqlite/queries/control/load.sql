select state, attempt, worker, lane, queue, due, canceled_by is not null as cancel_requested
from task
where id = ?1
