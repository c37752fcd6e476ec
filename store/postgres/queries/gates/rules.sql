-- Of those that are queued, who has no place waits for one: few have, and many may wait.
select
    coalesce(gate.queue, queue.name) as name,
    gate.max,
    coalesce(queue.paused, false),
    coalesce(had.n, 0)::bigint,
    greatest(coalesce(queued.n, 0) - coalesce(had.queued, 0), 0)::bigint
from (select id, queue, max from gate where queue is not null and max is not null) as gate
full join queue on queue.name = gate.queue
left join lateral (
    select count(*) as n, count(*) filter (where state = 2) as queued
    from task
    where queue_gate = gate.id and gate is null and state in (1, 2, 3, 4)
) as had on gate.id is not null
left join lateral (
    select sum(counter.n) as n
    from counter
    where counter.queue = gate.queue and counter.state = 2
) as queued on gate.id is not null
where gate.max is not null or queue.paused
order by name
