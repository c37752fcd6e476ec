-- Jobs as they stand. What their owners said is in `job_version`, so that a step rewrites a small row.
create table job (
    id blob not null primary key check (length(id) = 16),
    name text not null,
    -- Rises with every write of any kind.
    revision integer not null,
    version integer not null,
    -- What its past has made of it, as JSON. The columns behind it are told from this and the spec.
    state text not null,
    fire_at integer,
    -- Null unless it is to run by itself.
    next_at integer,
    enabled integer not null check (enabled in (0, 1)),
    broken integer not null check (broken in (0, 1)),
    -- It is meant to run by itself and nothing will start it.
    stuck integer not null check (stuck in (0, 1)),
    created_by text not null,
    created_at integer not null,
    updated_at integer not null,
    -- Gone for everybody but the sweep that takes away what is left of it.
    deleted_at integer,
    keep_runs integer not null default 0 check (keep_runs in (0, 1)),
    constraint nobody_waits_for_a_deleted_job
        check (deleted_at is null or (fire_at is null and next_at is null and stuck = 0))
) strict;

create unique index job_by_name on job (lower(name), name) where deleted_at is null;
create index job_disabled on job (lower(name), name) where deleted_at is null and enabled = 0;
create index job_broken on job (lower(name), name) where deleted_at is null and broken = 1;
create index job_stuck on job (lower(name), name) where deleted_at is null and stuck = 1;
create index job_fire on job (fire_at, id) where fire_at is not null;
create index job_next on job (next_at, id) where next_at is not null;
create index job_deleted on job (deleted_at) where deleted_at is not null;

-- How many there are, so that nothing ever counts them.
create table job_total (
    id integer not null primary key check (id = 1),
    n integer not null check (n >= 0)
) strict;
insert into job_total (id, n) values (1, 0);

create table job_version (
    job blob not null,
    version integer not null,
    valid_from integer not null,
    edited_by text not null,
    -- As JSON, with a script of a megabyte at the most.
    spec text not null,
    unique (job, version)
) strict;

-- The ledger: what became of each nominal time.
create table fire (
    job blob not null,
    nominal_at integer not null,
    decided_at integer not null,
    version integer not null,
    -- 0 fired, 1 to 3 skipped, 4 blocked, 5 to 8 missed.
    outcome integer not null check (outcome between 0 and 8),
    task blob,
    primary key (job, nominal_at),
    constraint exactly_a_fired_one_has_a_run check ((outcome = 0) = (task is not null))
) strict, without rowid;
create index fire_nominal on fire (nominal_at);
create index fire_not_fired on fire (job, nominal_at) where outcome <> 0;

-- Which run of which job a task is, or which check.
create table run (
    task blob not null primary key check (length(task) = 16),
    job blob not null,
    version integer not null,
    -- 0 manual, 1 scheduled, 2 catchup, 3 api, 4 check.
    "trigger" integer not null check ("trigger" between 0 and 4),
    is_check integer not null generated always as ("trigger" = 4) stored,
    nominal_at integer,
    check_name text,
    -- Its end is part of the job's state.
    settled integer not null default 0 check (settled in (0, 1)),
    constraint exactly_a_check_has_a_name check (("trigger" = 4) = (check_name is not null))
) strict, without rowid;
create index run_job on run (job, is_check, task);
create index run_open on run (task) where settled = 0;
create index run_open_job on run (job, task) where settled = 0;

-- 1 on a run, or a check, whose end is not part of its job's state: in an index once it has ended, so
-- that finding those costs nothing by how many there are.
alter table task add column unsettled integer;
create index task_unsettled on task (id) where unsettled = 1 and state in (5, 6, 7);
