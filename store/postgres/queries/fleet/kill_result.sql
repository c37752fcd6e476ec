-- $1 order
select outcome, requeued, container
from fleet_kill
where id = $1 and answered_at is not null
