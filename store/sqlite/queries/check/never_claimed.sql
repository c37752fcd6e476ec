-- What was never claimed was never picked, and what is held was claimed.
select 'task ' || hex(id) || ' in state ' || state || ' has attempt ' || attempt
from task
where (attempt = 0 and (picked_at is not null or state in (3, 4, 5)))
limit 100
