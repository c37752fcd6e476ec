-- The first ready task of each lane, by one probe of the index each.
-- $1 lanes
select head.lane, head.priority, head.due
from unnest($1::int[]) as wish (lane)
cross join lateral (
    select lane, priority, due
    from task
    where lane = wish.lane and state = 2 and gate is null
    order by priority desc, due, id
    limit 1
) as head
