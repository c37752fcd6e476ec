-- Microseconds that an attempt may run while nothing is told of it. Null, for ever, on most tasks.
alter table task add column heartbeat_timeout bigint;
create index task_heartbeat on task (started_at)
    where state = 4 and heartbeat_timeout is not null;

-- When something was told last of the attempt, by the coordinators' time. Always kept with progress;
-- with counters only where a heartbeat timeout asks for it.
alter table task_live add column told_at timestamptz;

-- One more kind of order: 6 time out.
alter table worker_order drop constraint a_cancel_names_an_attempt;
alter table worker_order add constraint an_order_to_stop_names_an_attempt
    check ((kind in (0, 6)) = (task is not null and attempt is not null));
-- Schedulers that look at once give one order.
create unique index worker_order_time_out on worker_order (task, attempt) where kind = 6;
