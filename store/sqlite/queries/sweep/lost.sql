-- Held tasks whose worker, as the start that took them, is not live.
select
    task.id,
    task.attempt,
    task.state,
    task.queue,
    task.lane,
    task.deaths,
    task.kind,
    task.incarnation,
    task.queue_gate,
    task.own_gate,
    task.canceled_by is not null as cancel_requested,
    -- Somebody asked for the worker's kill.
    exists (
        select 1
        from fleet_kill
        where fleet_kill.worker = worker.id and fleet_kill.outcome is null
    ) as killed
from task indexed by task_held
cross join worker on worker.id = task.worker
where task.state in (3, 4)
    and (worker.released or worker.incarnation <> task.incarnation)
