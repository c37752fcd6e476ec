-- Notes that something was told of attempts, and keeps how far they say they are when it is that.
-- $1 tasks, $2 attempts, $3 times of reports, $4 percents, $5 messages, $6 when it was told
insert into task_live (task, attempt, reported_at, percent, message, told_at)
select said.task, said.attempt, said.reported_at, said.percent, said.message, said.told_at
from unnest(
    $1::uuid[], $2::int[], $3::timestamptz[], $4::float8[], $5::text[], $6::timestamptz[]
) as said (task, attempt, reported_at, percent, message, told_at)
order by said.task
on conflict (task) do update set
    attempt = excluded.attempt,
    told_at = case
        when task_live.attempt = excluded.attempt then greatest(task_live.told_at, excluded.told_at)
        else excluded.told_at
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
    -- what an earlier attempt used is not told of this one
    sampled_at = case when task_live.attempt = excluded.attempt then task_live.sampled_at end,
    cpu_percent = case when task_live.attempt = excluded.attempt then task_live.cpu_percent end,
    memory_bytes = case when task_live.attempt = excluded.attempt then task_live.memory_bytes end
where task_live.attempt <= excluded.attempt
