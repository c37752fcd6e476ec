-- Of those that are queued, who has no place waits for one: few have, and many may wait.
select
    coalesce(limited.queue, queue.name) as name,
    limited.max as places,
    coalesce(queue.paused, 0) as paused,
    (
        select count(*)
        from task indexed by task_admitted
        where queue_gate = limited.id
            and queue_gate is not null
            and gate is null
            and state in (1, 2, 3, 4)
    ) as admitted,
    iif(limited.id is null, 0, max(0,
        coalesce((select n from counter where counter.queue = limited.queue and state = 2), 0) - (
            select count(*)
            from task indexed by task_admitted
            where queue_gate = limited.id
                and queue_gate is not null
                and gate is null
                and state in (1, 2, 3, 4)
                and +state = 2
        )
    )) as waiting
from (select id, queue, max from gate where queue is not null and max is not null) as limited
full join queue on queue.name = limited.queue
where limited.id is not null or queue.paused
order by name
