-- What a worker has, by any of its starts.
-- $1 worker
select id, attempt, state, incarnation, canceled_by is not null, kind, queue
from task
where worker = $1 and state in (3, 4)
order by id
