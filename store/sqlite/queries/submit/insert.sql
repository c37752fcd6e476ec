-- ?1: rows of id, state, lane, priority, due, queue, kind, start_timeout, start_deadline,
-- created_by, idempotency_key, fingerprint, spec, queue_gate, own_gate, gate, unsettled,
-- heartbeat_timeout. ?2: now.
insert into task (
    id, state, lane, priority, due, queue, kind, start_timeout, start_deadline,
    created_by, idempotency_key, fingerprint, spec, queue_gate, own_gate, gate, unsettled,
    heartbeat_timeout, created_at
)
select
    unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
    value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, unhex(value ->> 11),
    value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16, value ->> 17,
    ?2
from jsonb_each(?1)
where true
-- A repeat of what is kept; the caller compares the number of rows.
on conflict (id) do nothing
