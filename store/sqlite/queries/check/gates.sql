-- No gate has more in it than it has places, which only a lowered limit explains; nobody waits while
-- there is a place, unless the job has to learn of an end first; nobody waits for a gate that is not
-- its own; gates of tasks are there.
with
taken as (
    select gate.id, (
        select count(*)
        from task
        where task.state in (1, 2, 3, 4)
            and (
                (task.queue_gate = gate.id and task.gate is null)
                or (task.own_gate = gate.id and task.gate is not task.own_gate)
            )
    ) as n
    from gate
)
select 'the gate of ' || coalesce('queue ' || gate.queue, 'job ' || lower(hex(gate.job))) || ' has '
    || gate.max || ' places and ' || taken.n || ' are taken'
from gate
join taken on taken.id = gate.id
where not gate.settling and taken.n > max(gate.max, gate.overhang)
union all
select 'somebody waits before the gate of '
    || coalesce('queue ' || gate.queue, 'job ' || lower(hex(gate.job))) || ', which has '
    || coalesce(gate.max, 'any') || ' places of which ' || taken.n || ' are taken'
from gate
join taken on taken.id = gate.id
where not gate.settling
    and taken.n < coalesce(gate.max, taken.n + 1)
    and exists (select 1 from task where task.state = 2 and task.gate = gate.id)
    and not exists (
        select 1
        from task
        where task.own_gate = gate.id and task.unsettled = 1 and task.state in (5, 6, 7)
    )
union all
select 'task ' || lower(hex(task.id)) || ' waits for gate ' || task.gate || ', which is not its own'
from task
where task.state = 2
    and task.gate is not null
    and (
        task.gate not in (coalesce(task.own_gate, 0), coalesce(task.queue_gate, 0))
        or not exists (select 1 from gate where gate.id = task.gate)
    )
union all
select 'task ' || lower(hex(task.id)) || ' belongs to gate ' || task.own_gate || ', which is not there'
from task
where task.own_gate is not null
    and not exists (select 1 from gate where gate.id = task.own_gate)
limit 100
