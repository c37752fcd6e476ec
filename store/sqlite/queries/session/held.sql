select
    id,
    attempt,
    state,
    queue,
    kind,
    lane,
    deaths,
    incarnation,
    queue_gate,
    own_gate,
    canceled_by is not null as cancel_requested
from task indexed by task_held
where worker = ?1 and state in (3, 4)
