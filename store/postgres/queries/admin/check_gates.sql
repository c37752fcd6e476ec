-- I5: gates with more in them than they have places, which only a lowered limit explains; gates before
-- which somebody waits although there is a place and the job knows of all ends; tasks that wait for a
-- gate that is not theirs; and tasks that belong to a gate that is not there.
with
taken as (
    select gate.id, (
        select count(*)
        from task
        where
            task.state in (1, 2, 3, 4)
            and (
                (task.queue_gate = gate.id and task.gate is null)
                or (task.own_gate = gate.id and task.gate is distinct from task.own_gate)
            )
    ) as n
    from gate
)
select format(
    'the gate of %s has %s places and %s are taken',
    coalesce('queue ' || gate.queue, 'job ' || gate.job), gate.max, taken.n
)
from gate inner join taken using (id)
-- `greatest` passes over a null, which is a gate without a limit.
where gate.max is not null and not gate.settling and taken.n > greatest(gate.max, gate.overhang)
union all
select format(
    'somebody waits before the gate of %s, which has %s places of which %s are taken',
    coalesce('queue ' || gate.queue, 'job ' || gate.job), coalesce(gate.max::text, 'any'), taken.n
)
from gate inner join taken using (id)
where
    not gate.settling
    and taken.n < coalesce(gate.max, taken.n + 1)
    and exists (select from task where task.state = 2 and task.gate = gate.id)
    and not exists (
        select from task
        where task.own_gate = gate.id and task.unsettled and task.state in (5, 6, 7)
    )
union all
select format('task %s waits for gate %s, which is not its own', task.id, task.gate)
from task
where
    task.state = 2
    and task.gate is not null
    and (
        task.gate not in (coalesce(task.own_gate, 0), coalesce(task.queue_gate, 0))
        or not exists (select from gate where gate.id = task.gate)
    )
union all
select format('task %s belongs to gate %s, which is not there', task.id, task.own_gate)
from task
where
    task.own_gate is not null
    and not exists (select from gate where gate.id = task.own_gate)
limit 100
