-- The best ?2 tasks of lane ?1, read off the ready index in its order and handed over as one row:
-- a row a task would cross from the SQL thread one by one, which takes as long as the claim
-- (measured). JSON has no raw control characters, so specs are parted by one.
select
    group_concat(hex(id), ' ') as ids,
    group_concat(attempt, ' ') as attempts,
    group_concat(due, ' ') as dues,
    -- Empty for one that stands in `payload`.
    group_concat(coalesce(spec, ''), char(30)) as specs
from (
    select id, attempt, due, spec
    from task indexed by task_ready
    where lane = ?1
        and state = 2
        and gate is null
        and not exists (
            select 1
            from lane
            join queue on queue.name = lane.queue
            where lane.id = ?1 and queue.paused
        )
    order by priority desc, due, id
    limit ?2
)
