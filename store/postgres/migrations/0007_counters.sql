-- What tasks count. Apart from the task, whose row is rewritten at each move, and never written on
-- the hot path.
create table task_counter (
    task uuid not null,
    value bigint not null check (value > 0),
    name text collate "C" not null,
    primary key (task, name)
) with (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

-- The last marked call of each who adds to counters, so that a repeat is known for one.
create table task_counter_writer (
    writer uuid primary key,
    number bigint not null,
    written_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);
