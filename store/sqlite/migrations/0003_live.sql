-- What the latest attempt of a task told of itself while it ran. Apart from the task, whose row is
-- rewritten at each move, and never written on the hot path.
create table task_live (
    task blob not null primary key check (length(task) = 16),
    attempt integer not null,
    reported_at integer,
    percent real,
    message text,
    sampled_at integer,
    cpu_percent real,
    memory_bytes integer,
    check ((reported_at is null) = (percent is null)),
    check ((reported_at is null) = (message is null)),
    check ((sampled_at is null) = (cpu_percent is null)),
    check ((sampled_at is null) = (memory_bytes is null))
) strict, without rowid;

-- The row that shows whether writing works.
create table probe (
    id integer not null primary key check (id = 1),
    written integer not null
) strict;
insert into probe (id, written) values (1, 0);

-- The worker itself said that it goes away: nobody can make it take tasks again.
alter table worker add column stopping integer not null default 0 check (stopping in (0, 1));

-- The kinds of orders are more now; a constraint can only be changed with its table.
create table worker_order_2 (
    id integer not null primary key autoincrement,
    worker integer not null references worker (id),
    kind integer not null check (kind between 0 and 5),
    task blob,
    attempt integer,
    given_at integer not null,
    result integer,
    answered_at integer,
    constraint a_cancel_names_an_attempt
        check ((kind = 0) = (task is not null and attempt is not null))
) strict;
insert into worker_order_2 select * from worker_order;
drop table worker_order;
alter table worker_order_2 rename to worker_order;
create index worker_order_worker on worker_order (worker);
create index worker_order_task on worker_order (task) where task is not null;
