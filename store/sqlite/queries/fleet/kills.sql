select id, worker, kind, task, attempt
from worker_order
where kind in (3, 4) and result is null
order by id
