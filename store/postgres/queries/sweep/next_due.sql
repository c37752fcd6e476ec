select due
from task
where state = 1
order by due
limit 1
