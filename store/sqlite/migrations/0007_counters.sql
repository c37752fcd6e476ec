-- What tasks count. Apart from the task, whose row is rewritten at each move, and never written on
-- the hot path.
create table task_counter (
    task blob not null check (length(task) = 16),
    name text not null,
    value integer not null check (value > 0),
    primary key (task, name)
) strict, without rowid;

-- The last marked call of each who adds to counters, so that a repeat is known for one.
create table task_counter_writer (
    writer blob not null primary key check (length(writer) = 16),
    number integer not null,
    written_at integer not null
) strict, without rowid;
