-- What tasks can be found by: for each block of tasks and each term that fits some of them, their
-- ids. Written by the passes of filling and by explicit retries, never by submit, claim or report.
create table search (
    -- 0: those that had not ended; 1: no ids but what is noted of the block; 5, 6, 7: those that
    -- ended in this state; others are hashes.
    term integer not null,
    -- The least id of the block.
    block blob not null check (length(block) = 16),
    -- 16 bytes each.
    ids blob not null,
    primary key (term, block)
) strict;

create table search_progress (
    id integer not null primary key check (id = 1),
    -- The last id that the blocks cover.
    covered blob not null check (length(covered) = 16)
) strict;
insert into search_progress (id, covered) values (1, zeroblob(16));

-- States that no task passes through on its way from submit to its end: the hot path never writes
-- this index.
create index task_set_apart on task (state, id) where state in (0, 7, 8);

-- What happened in a minute, by queue; the empty queue is all of them together.
create table task_minute (
    queue text not null,
    minute integer not null,
    completed integer not null,
    failed integer not null,
    canceled integer not null,
    -- Histograms: for each bucket its number and its count.
    wait blob not null,
    run blob not null,
    primary key (queue, minute)
) strict, without rowid;
create index task_minute_minute on task_minute (minute);
