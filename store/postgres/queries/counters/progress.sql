-- Keeps how far tasks say they are.
-- $1 tasks, $2 attempts, $3 times of reports, $4 percents, $5 messages
insert into task_live (task, attempt, reported_at, percent, message, told_at)
select said.task, said.attempt, said.reported_at, said.percent, said.message, said.reported_at
from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::float8[], $5::text[]) as said (
    task, attempt, reported_at, percent, message
)
order by said.task
on conflict (task) do update set
    attempt = excluded.attempt,
    reported_at = excluded.reported_at,
    percent = excluded.percent,
    message = excluded.message,
    told_at = case
        when task_live.attempt = excluded.attempt then greatest(task_live.told_at, excluded.told_at)
        else excluded.told_at
    end,
    -- what an earlier attempt used is not told of this one
    sampled_at = case when task_live.attempt = excluded.attempt then task_live.sampled_at end,
    cpu_percent = case when task_live.attempt = excluded.attempt then task_live.cpu_percent end,
    memory_bytes = case when task_live.attempt = excluded.attempt then task_live.memory_bytes end
where
    task_live.attempt < excluded.attempt
    or (
        task_live.attempt = excluded.attempt
        and excluded.reported_at >= coalesce(task_live.reported_at, '-infinity')
    )
