select
    state, attempt, worker, lane, queue, due, canceled_by is not null as cancel_requested,
    queue_gate, own_gate, gate
from task
where id = ?1
