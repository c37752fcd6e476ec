select id, name, worker, "replace", container
from fleet_kill
where outcome is null
order by id
