-- Keeps how far tasks say they are. ?1: rows of task, attempt, reported_at, percent, message.
insert into task_live (task, attempt, reported_at, percent, message, told_at)
select
    unhex(said.value ->> 0),
    said.value ->> 1,
    said.value ->> 2,
    said.value ->> 3,
    said.value ->> 4,
    said.value ->> 2
from jsonb_each(?1) as said
where true
on conflict (task) do update
set
    attempt = excluded.attempt,
    reported_at = excluded.reported_at,
    percent = excluded.percent,
    message = excluded.message,
    told_at = iif(
        task_live.attempt = excluded.attempt,
        max(coalesce(task_live.told_at, 0), excluded.told_at),
        excluded.told_at
    ),
    -- What an earlier attempt used is not told of this one.
    sampled_at = iif(task_live.attempt = excluded.attempt, task_live.sampled_at, null),
    cpu_percent = iif(task_live.attempt = excluded.attempt, task_live.cpu_percent, null),
    memory_bytes = iif(task_live.attempt = excluded.attempt, task_live.memory_bytes, null)
where
    task_live.attempt < excluded.attempt
    or (
        task_live.attempt = excluded.attempt
        and excluded.reported_at >= coalesce(task_live.reported_at, 0)
    )
