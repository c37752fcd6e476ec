-- ?1: rows of worker. Kills (3, 4) are the fleet's.
select id, worker, kind, task, attempt
from worker_order
where worker in (select value ->> 0 from jsonb_each(?1)) and kind not in (3, 4)
order by id
