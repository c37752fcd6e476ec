-- Notes that something was told of attempts.
-- $1 tasks, $2 attempts, $3 now
insert into task_live (task, attempt, told_at)
select said.task, said.attempt, $3
from unnest($1::uuid[], $2::int[]) as said (task, attempt)
order by said.task
on conflict (task) do update set
    attempt = excluded.attempt,
    told_at = case
        when task_live.attempt = excluded.attempt then greatest(task_live.told_at, excluded.told_at)
        else excluded.told_at
    end,
    -- what an earlier attempt told is not told of this one
    reported_at = case when task_live.attempt = excluded.attempt then task_live.reported_at end,
    percent = case when task_live.attempt = excluded.attempt then task_live.percent end,
    message = case when task_live.attempt = excluded.attempt then task_live.message end,
    sampled_at = case when task_live.attempt = excluded.attempt then task_live.sampled_at end,
    cpu_percent = case when task_live.attempt = excluded.attempt then task_live.cpu_percent end,
    memory_bytes = case when task_live.attempt = excluded.attempt then task_live.memory_bytes end
where task_live.attempt <= excluded.attempt
