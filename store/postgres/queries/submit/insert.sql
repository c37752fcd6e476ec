-- Keeps tasks. The line marked `repeat:` is switched on where some may be kept already, by their id
-- or their idempotency key: those are left as they are. It costs a quarter of the rate.
-- $1 ids, $2 due, $3 now, $4 start timeouts, $5 lanes, $6 priorities, $7 queues, $8 kinds,
-- $9 creators, $10 idempotency keys, $11 specs, $12 gates of their own,
-- $13 whether a job waits for their ends, $14 heartbeat timeouts
-- Answers with the lanes of tasks that were let through a gate.
with
kept as (
    insert into task (
        id, due, created_at, start_timeout, start_deadline, lane, priority, state, queue, kind,
        created_by, idempotency_key, spec, unsettled, own_gate, queue_gate,
        heartbeat_timeout, gate
    )
    select
        new.id, due, $3, start_timeout, due + start_timeout * interval '1 microsecond', lane, priority,
        case when due <= $3 then 2 else 1 end, new.queue, kind, created_by, idempotency_key, spec,
        unsettled, own_gate, limited.id, heartbeat_timeout, coalesce(own_gate, limited.id)
    from unnest(
        $1::uuid[], $2::timestamptz[], $4::bigint[], $5::int[], $6::int[], $7::text[], $8::text[],
        $9::text[], $10::text[], $11::text[], $12::bigint[],
        $13::bool[], $14::bigint[]
    ) as new (
        id, due, start_timeout, lane, priority, queue, kind, created_by, idempotency_key, spec,
        own_gate, unsettled, heartbeat_timeout
    )
    -- while no queue is limited there is nothing to look up
    left join lateral (
        select id
        from gate
        where
            queue = new.queue
            and max is not null
            and (select exists (select from gate where queue is not null and max is not null))
        limit 1
    ) as limited on true
    -- repeat: on conflict do nothing
    returning queue, state, gate
),
gated as materialized (
    select array_agg(distinct gate) filter (where state = 2 and gate is not null) as gates
    from kept
),
-- last, so that other writers wait for these rows during the commit only
counted as (
    insert into counter (queue, state, stripe, n)
    select queue, state, pg_backend_pid() % 128, count(*)
    from kept
    group by queue, state
    order by queue, state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select case when gates is not null then admit(gates) end
from gated
