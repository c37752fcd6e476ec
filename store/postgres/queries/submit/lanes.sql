select id, queue, requirements
from lane
order by id
