-- What tasks can be found by: for each block of tasks and each term that fits some of them, their
-- ids. Written by the passes of filling and by explicit retries, never by submit, claim or report.
create table search (
    -- 0: those that had not ended; 1: no ids but what is noted of the block; 5, 6, 7: those that
    -- ended in this state; others are hashes
    term bigint not null,
    -- the least id of the block
    block uuid not null,
    -- 16 bytes each
    ids bytea not null,
    primary key (term, block)
) with (autovacuum_vacuum_scale_factor = 0.05);
-- ids are random: nothing compresses them
alter table search alter column ids set storage external;

create table search_progress (
    only_one bool primary key default true check (only_one),
    -- the last id that the blocks cover
    covered uuid not null
);
insert into search_progress (covered) values ('00000000-0000-0000-0000-000000000000');

-- States that no task passes through on its way from submit to its end: the hot path never writes
-- this index.
create index task_set_apart on task (state, id) where state in (0, 7, 8);

-- What happened in a minute, by queue; the empty queue is all of them together.
create table task_minute (
    minute timestamptz not null,
    completed bigint not null,
    failed bigint not null,
    canceled bigint not null,
    queue text not null,
    -- histograms: for each bucket its number and its count
    wait bytea not null,
    run bytea not null,
    primary key (queue, minute)
) with (fillfactor = 80);
create index task_minute_minute on task_minute (minute);
