-- Gates before which somebody waits although there is a place, and whether their backlog is still to
-- be brought before them; and those whose line has a task that came past them. One look at each gate
-- that somebody waits at, by a loose scan of the index; no look at all while there are no gates.
-- $1 how many
with recursive
awaited (id) as (
    (select gate from task where state = 2 and gate is not null order by gate limit 1)
    union all
    select (
        select gate from task
        where state = 2 and gate is not null and gate > awaited.id
        order by gate
        limit 1
    )
    from awaited
    where awaited.id is not null
)
select gate.id, false
from awaited
inner join gate on gate.id = awaited.id
where
    not gate.settling
    and (
        gate.max is null
        or gate.max > (
            select count(*)
            from (
                select from task
                where
                    task.queue_gate = gate.id
                    and task.gate is null
                    and task.state in (1, 2, 3, 4)
                limit gate.max
            ) as admitted
        )
    )
    and (
        gate.job is null
        or not exists (
            select from task
            where
                task.own_gate = gate.id
                and task.gate is distinct from task.own_gate
                and task.state in (1, 2, 3, 4)
        )
        and not exists (
            select from task
            where task.own_gate = gate.id and task.unsettled and task.state in (5, 6, 7)
        )
    )
union all
select gate.id, true
from gate
where
    gate.max is not null
    and gate.queue is not null
    and (
        gate.settling
        or exists (
            select from lane
            cross join lateral (
                select task.queue_gate
                from task
                where task.lane = lane.id and task.state = 2 and task.gate is null
                order by priority desc, due, id
                limit 100
            ) as first
            where lane.queue = gate.queue and first.queue_gate is null
        )
    )
limit $1
