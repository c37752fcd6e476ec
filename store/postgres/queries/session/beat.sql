-- Renews a coordinator and its workers by the database's time.
-- $1 coordinator, $2 its slots, $3 gap in microseconds, $4 workers, $5 their sessions,
-- $6 processor and $7 memory in percent, $8 bytes, $9 lease in microseconds
with
own as (
    update coordinator set
        slots = $2,
        gap = $3::bigint,
        renewed_at = now(),
        -- a longer gap than allowed: renewing starts anew
        renewing_since = case
            when renewing_since is null
                or renewed_at + $3::bigint * interval '1 microsecond' < now()
                then now()
            else renewing_since
        end
    where id = $1
),
-- a row that a hello or a release has locked is left out and tried again
alive as materialized (
    select w.id, said.cpu_percent, said.memory_percent, said.memory_bytes
    from unnest($4::bigint[], $5::bigint[], $6::float8[], $7::float8[], $8::bigint[])
        as said (id, session, cpu_percent, memory_percent, memory_bytes)
    inner join worker as w on w.id = said.id
    where w.session = said.session and not w.released
    order by w.id
    for no key update of w skip locked
),
renewed as (
    update worker set
        lease_until = now() + $9::bigint * interval '1 microsecond',
        last_active_at = now(),
        cpu_percent = alive.cpu_percent,
        memory_percent = alive.memory_percent,
        memory_bytes = alive.memory_bytes
    from alive
    where worker.id = alive.id
    returning worker.id
)
select
    array(select id from renewed order by id),
    $2 + coalesce((
        select sum(slots) from coordinator
        where id <> $1 and renewed_at + gap * interval '1 microsecond' >= now()
    ), 0)::bigint,
    now()
