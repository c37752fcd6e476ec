-- Keeps what attempts tell that their speakers have. ?1: rows of task, attempt, incarnation,
-- reported_at, percent, message, sampled_at, cpu_percent, memory_bytes. ?2: now.
insert into task_live (
    task, attempt, reported_at, percent, message, sampled_at, cpu_percent, memory_bytes, told_at
)
select
    task.id,
    task.attempt,
    said.value ->> 3,
    said.value ->> 4,
    said.value ->> 5,
    said.value ->> 6,
    said.value ->> 7,
    said.value ->> 8,
    iif(said.value ->> 3 is null, null, ?2)
from jsonb_each(?1) as said
cross join task
    on task.id = unhex(said.value ->> 0)
    and task.attempt = said.value ->> 1
    and task.incarnation = unhex(said.value ->> 2)
    and task.state in (3, 4)
where true
on conflict (task) do update
set
    attempt = excluded.attempt,
    told_at = iif(
        task_live.attempt < excluded.attempt or task_live.told_at is null,
        excluded.told_at,
        max(task_live.told_at, coalesce(excluded.told_at, 0))
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
    (sampled_at, cpu_percent, memory_bytes) = (
        select
            iif(news, excluded.sampled_at, task_live.sampled_at),
            iif(news, excluded.cpu_percent, task_live.cpu_percent),
            iif(news, excluded.memory_bytes, task_live.memory_bytes)
        from (
            select
                task_live.attempt < excluded.attempt
                or excluded.sampled_at >= coalesce(task_live.sampled_at, 0) as news
        )
    )
where task_live.attempt <= excluded.attempt
