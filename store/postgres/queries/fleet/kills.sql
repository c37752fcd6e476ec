select id, worker, kind
from worker_order
where kind in (3, 4) and answered_at is null
order by id
