-- Workers that take new tasks now. ?1: rows of id.
select worker.id, worker.session, worker.incarnation
from jsonb_each(?1) as asked
cross join worker on worker.id = asked.value ->> 0
where not worker.draining and not worker.released
