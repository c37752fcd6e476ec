-- $1 lane
select coalesce(sum(counter.n), 0)::bigint
from lane inner join counter on counter.queue = lane.queue and counter.state = 2
where lane.id = $1
