-- Keeps what attempts tell that are their speaker's.
-- $1 tasks, $2 attempts, $3 incarnations, $4 times of reports, $5 percents, $6 messages,
-- $7 times of samples, $8 processor, $9 memory, $10 now
insert into task_live (
    task, attempt, reported_at, percent, message, sampled_at, cpu_percent, memory_bytes, told_at
)
select distinct on (said.id)
    said.id, said.attempt, said.reported_at, said.percent, said.message, said.sampled_at,
    said.cpu_percent, said.memory_bytes,
    case when said.reported_at is not null then $10::timestamptz end
from unnest(
    $1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[], $5::float8[], $6::text[],
    $7::timestamptz[], $8::float8[], $9::bigint[]
) as said (
    id, attempt, incarnation, reported_at, percent, message, sampled_at, cpu_percent, memory_bytes
)
inner join task as t on t.id = said.id
-- `+ 0`: by the primary key and no other, however few held tasks the planner expects
where t.attempt = said.attempt and t.incarnation = said.incarnation and t.state + 0 in (3, 4)
order by said.id
on conflict (task) do update set
    attempt = excluded.attempt,
    told_at = case
        when task_live.attempt < excluded.attempt then excluded.told_at
        else greatest(task_live.told_at, excluded.told_at)
    end,
    -- what is not told, or was told earlier, leaves what the same attempt told before
    (reported_at, percent, message) = (
        select
            case when news then excluded.reported_at else task_live.reported_at end,
            case when news then excluded.percent else task_live.percent end,
            case when news then excluded.message else task_live.message end
        from (
            select
                task_live.attempt < excluded.attempt
                or excluded.reported_at >= coalesce(task_live.reported_at, '-infinity')
        ) as told (news)
    ),
    (sampled_at, cpu_percent, memory_bytes) = (
        select
            case when news then excluded.sampled_at else task_live.sampled_at end,
            case when news then excluded.cpu_percent else task_live.cpu_percent end,
            case when news then excluded.memory_bytes else task_live.memory_bytes end
        from (
            select
                task_live.attempt < excluded.attempt
                or excluded.sampled_at >= coalesce(task_live.sampled_at, '-infinity')
        ) as told (news)
    )
where task_live.attempt <= excluded.attempt
