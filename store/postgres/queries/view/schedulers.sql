select name, duties, last_pass_at
from scheduler
where last_pass_at >= now() - interval '1 hour'
order by name, id
