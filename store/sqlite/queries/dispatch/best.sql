-- The best ?2 tasks of lane ?1, read off the ready index in its order and handed over as one row:
-- a row a task would cross from the SQL thread one by one, which takes as long as the claim
-- (measured). JSON has no raw control characters, so specs are parted by one.
select
    group_concat(hex(id), ' ') as ids,
    group_concat(attempt, ' ') as attempts,
    group_concat(due, ' ') as dues,
    group_concat(since, ' ') as sinces,
    -- Empty for one that stands in `payload`.
    group_concat(coalesce(spec, ''), char(30)) as specs
from (
    select
        id,
        attempt,
        due,
        spec,
        -- Only a task that comes back has a row to look for.
        iif(attempt = 0, due, max(due, coalesce(
            (
                select finished_at
                from attempt as before
                where before.task = task.id and before.attempt = task.attempt
            ),
            due
        ))) as since
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
