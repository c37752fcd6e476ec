-- What the latest attempt of a task told of itself while it ran. Apart from the task, whose row is
-- rewritten at each move, and never written on the hot path.
create table task_live (
    task uuid primary key,
    reported_at timestamptz,
    sampled_at timestamptz,
    percent float8,
    cpu_percent float8,
    memory_bytes bigint,
    attempt int not null,
    message text,
    constraint progress_is_whole
        check ((reported_at is null) = (percent is null) and (reported_at is null) = (message is null)),
    constraint a_sample_is_whole
        check (
            (sampled_at is null) = (cpu_percent is null)
            and (sampled_at is null) = (memory_bytes is null)
        )
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- The row that shows whether writing works.
create table probe (
    only_one bool primary key default true check (only_one),
    written bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);
insert into probe (written) values (0);

-- The worker itself said that it goes away: nobody can make it take tasks again.
alter table worker add column stopping bool not null default false;
