-- $1 task
select state, lane, due, worker
from task
where id = $1
for no key update
