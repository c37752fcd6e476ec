select counter.n
from lane
join counter on counter.queue = lane.queue and counter.state = 2
where lane.id = ?1
