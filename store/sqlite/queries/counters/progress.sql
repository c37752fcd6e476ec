-- Notes that something was told of attempts, and keeps how far they say they are when it is that.
-- ?1: rows of task, attempt, reported_at, percent, message, told_at.
insert into task_live (task, attempt, reported_at, percent, message, told_at)
select
    unhex(said.value ->> 0),
    said.value ->> 1,
    said.value ->> 2,
    said.value ->> 3,
    said.value ->> 4,
    said.value ->> 5
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
    -- What is not told, or was told earlier, leaves what the same attempt told before.
    (reported_at, percent, message) = (
        select
            iif(news, excluded.reported_at, task_live.reported_at),
            iif(news, excluded.percent, task_live.percent),
            iif(news, excluded.message, task_live.message)
        from (
            select
                task_live.attempt < excluded.attempt
                or excluded.reported_at >= coalesce(task_live.reported_at, 0) as news
        )
    ),
    -- What an earlier attempt used is not told of this one.
    sampled_at = iif(task_live.attempt = excluded.attempt, task_live.sampled_at, null),
    cpu_percent = iif(task_live.attempt = excluded.attempt, task_live.cpu_percent, null),
    memory_bytes = iif(task_live.attempt = excluded.attempt, task_live.memory_bytes, null)
where task_live.attempt <= excluded.attempt
