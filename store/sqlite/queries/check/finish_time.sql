-- Exactly the ended tasks have a finish time.
select 'task ' || hex(id) || ' in state ' || state || ' has the finish time ' || coalesce(finished_at, 'null')
from task
where (state in (5, 6, 7)) <> (finished_at is not null)
limit 100
