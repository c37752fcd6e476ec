-- $1 task
select state, lane, due, worker, queue_gate, own_gate, gate, attempt
from task
where id = $1
for no key update
