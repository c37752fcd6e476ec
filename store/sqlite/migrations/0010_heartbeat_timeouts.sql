-- Microseconds that an attempt may run while nothing is told of it. Null, for ever, on most tasks.
alter table task add column heartbeat_timeout integer;
create index task_heartbeat on task (started_at)
    where state = 4 and heartbeat_timeout is not null;

-- When something was told last of the attempt, by the coordinators' time. Always kept with progress;
-- with counters only where a heartbeat timeout asks for it.
alter table task_live add column told_at integer;

-- One more kind of order; a constraint can only be changed with its table.
create table worker_order_2 (
    id integer not null primary key autoincrement,
    worker integer not null references worker (id),
    kind integer not null check (kind between 0 and 6),
    task blob,
    attempt integer,
    given_at integer not null,
    result integer,
    answered_at integer,
    constraint an_order_to_stop_names_an_attempt
        check ((kind in (0, 6)) = (task is not null and attempt is not null))
) strict;
insert into worker_order_2 select * from worker_order;
drop table worker_order;
alter table worker_order_2 rename to worker_order;
create index worker_order_worker on worker_order (worker);
create index worker_order_task on worker_order (task) where task is not null;
create index worker_order_time_out on worker_order (task) where kind = 6;
