-- ?1: rows of place in the call, created_by, idempotency_key.
select asked.value ->> 0 as place, task.id, task.fingerprint
from jsonb_each(?1) as asked
cross join task indexed by task_idempotency
    on task.created_by = asked.value ->> 1
    and task.idempotency_key = asked.value ->> 2
    -- Named again, because a partial index serves only a query that implies it.
    and task.idempotency_key is not null
