-- How many tasks of a queue, or of what was handed in under one job, may be under way at once. A
-- task that belongs to a gate stands before it (`task.gate`) until it is let through, and has a place
-- from then on until it ends or is held back.
create table gate (
    id integer not null primary key autoincrement,
    queue text unique,
    job blob unique check (length(job) = 16),
    -- Places; null where a limit was lifted: everybody is let through.
    max integer check (max > 0),
    -- How many had a place when the limit was set, which may be more.
    overhang integer not null default 0,
    -- A backlog is being brought under the limit: nobody is let through meanwhile.
    settling integer not null default 0 check (settling in (0, 1)),
    constraint a_gate_is_of_a_queue_or_a_job check ((job is null) <> (queue is null))
) strict;

-- The gates that a task belongs to; it passes its own first. Null, for ever, on most tasks.
alter table task add column queue_gate integer;
alter table task add column own_gate integer;

-- Who waits, in the order of the line; and who has a place. No task without a gate is in any of them.
create index task_waiting on task (gate, priority desc, due, id)
    where state = 2 and gate is not null;
create index task_admitted on task (queue_gate)
    where queue_gate is not null and gate is null and state in (1, 2, 3, 4);
create index task_alone on task (own_gate)
    where own_gate is not null and gate is not own_gate and state in (1, 2, 3, 4);
