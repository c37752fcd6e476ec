-- Notes that something was told of attempts. ?1: rows of task, attempt. ?2: now.
insert into task_live (task, attempt, told_at)
select unhex(said.value ->> 0), said.value ->> 1, ?2
from jsonb_each(?1) as said
where true
on conflict (task) do update
set
    attempt = excluded.attempt,
    told_at = iif(
        task_live.attempt = excluded.attempt,
        max(coalesce(task_live.told_at, 0), excluded.told_at),
        excluded.told_at
    ),
    -- What an earlier attempt told is not told of this one.
    reported_at = iif(task_live.attempt = excluded.attempt, task_live.reported_at, null),
    percent = iif(task_live.attempt = excluded.attempt, task_live.percent, null),
    message = iif(task_live.attempt = excluded.attempt, task_live.message, null),
    sampled_at = iif(task_live.attempt = excluded.attempt, task_live.sampled_at, null),
    cpu_percent = iif(task_live.attempt = excluded.attempt, task_live.cpu_percent, null),
    memory_bytes = iif(task_live.attempt = excluded.attempt, task_live.memory_bytes, null)
where task_live.attempt <= excluded.attempt
