-- At most ?1 gates before which somebody waits although there is a place. One look at each gate that
-- somebody waits at, by a loose scan of the index.
with recursive
awaited (id) as (
    select min(gate) from task indexed by task_waiting where state = 2 and gate is not null
    union all
    select (
        select min(gate)
        from task indexed by task_waiting
        where state = 2 and gate is not null and gate > awaited.id
    )
    from awaited
    where awaited.id is not null
)
select gate.id
from awaited
cross join gate on gate.id = awaited.id
where not gate.settling
    and (
        gate.max is null
        or gate.max > (
            select count(*)
            from task indexed by task_admitted
            where queue_gate = gate.id
                and queue_gate is not null
                and task.gate is null
                and state in (1, 2, 3, 4)
        )
    )
    and (
        gate.job is null
        or not exists (
            select 1
            from task indexed by task_alone
            where own_gate = gate.id
                and own_gate is not null
                and task.gate is not own_gate
                and state in (1, 2, 3, 4)
        )
        and not exists (
            select 1
            from task indexed by task_unsettled_alone
            where own_gate = gate.id
                and own_gate is not null
                and unsettled = 1
                and state in (5, 6, 7)
        )
    )
limit ?1
