-- $1 queue
select id
from lane
where queue = $1
