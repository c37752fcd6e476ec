-- The first ready task of each lane, by one probe of the index each.
-- $1 lanes
-- The lines marked `front:` are switched on for scans that begin behind what was claimed before; $2
-- to $4 are their places.
select head.lane, head.priority, head.due
from unnest(
    $1::int[]
    -- front: , $2::int[], $3::timestamptz[], $4::uuid[]
) as wish (
    lane
    -- front: , priority, due, id
)
cross join lateral (
    select lane, priority, due
    from task
    where
        lane = wish.lane
        and state = 2
        and gate is null
        -- front: and priority = wish.priority and (due, id) >= (wish.due, wish.id)
    order by priority desc, due, id
    limit 1
) as head
