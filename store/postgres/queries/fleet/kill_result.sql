-- $1 order
select ours, requeued
from worker_order
where id = $1 and kind in (3, 4) and answered_at is not null
