select id, name, worker, replace, container
from fleet_kill
where answered_at is null
order by id
