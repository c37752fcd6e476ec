-- Jobs as they stand. What their owners said is in `job_version`, so that a step rewrites a small row.
create table job (
    id uuid primary key,
    -- rises with every write of any kind
    revision bigint not null,
    fire_at timestamptz,
    -- null unless it is to run by itself
    next_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- gone for everybody but the sweep that takes away what is left of it
    deleted_at timestamptz,
    version int not null,
    enabled bool not null,
    broken bool not null,
    -- it is meant to run by itself and nothing will start it
    stuck bool not null,
    keep_runs bool not null default false,
    name text collate "C" not null,
    created_by text not null,
    -- what its past has made of it, as JSON; the columns above are told from this and the spec
    state text not null,
    constraint nobody_waits_for_a_deleted_job
        check (deleted_at is null or (fire_at is null and next_at is null and not stuck))
) with (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

create unique index job_by_name on job (lower(name), name) where deleted_at is null;
create index job_disabled on job (lower(name), name) where deleted_at is null and not enabled;
create index job_broken on job (lower(name), name) where deleted_at is null and broken;
create index job_stuck on job (lower(name), name) where deleted_at is null and stuck;
create index job_fire on job (fire_at, id) where fire_at is not null;
create index job_next on job (next_at, id) where next_at is not null;
create index job_deleted on job (deleted_at) where deleted_at is not null;

-- How many there are, so that nothing ever counts them.
create table job_total (
    only_one bool primary key default true check (only_one),
    n bigint not null check (n >= 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);
insert into job_total (n) values (0);

create table job_version (
    job uuid not null,
    valid_from timestamptz not null,
    version int not null,
    edited_by text not null,
    -- as JSON, with a script of a megabyte at the most
    spec text not null,
    primary key (job, version)
);

-- The ledger: what became of each nominal time.
create table fire (
    job uuid not null,
    task uuid,
    nominal_at timestamptz not null,
    decided_at timestamptz not null,
    version int not null,
    -- 0 fired, 1 to 3 skipped, 4 blocked, 5 to 8 missed
    outcome smallint not null check (outcome between 0 and 8),
    primary key (job, nominal_at),
    constraint exactly_a_fired_one_has_a_run check ((outcome = 0) = (task is not null))
) with (autovacuum_vacuum_scale_factor = 0.05);
create index fire_nominal on fire (nominal_at);
create index fire_not_fired on fire (job, nominal_at) where outcome <> 0;

-- Which run of which job a task is, or which check.
create table run (
    task uuid primary key,
    job uuid not null,
    nominal_at timestamptz,
    version int not null,
    -- 0 manual, 1 scheduled, 2 catchup, 3 api, 4 check
    trigger smallint not null check (trigger between 0 and 4),
    is_check bool not null generated always as (trigger = 4) stored,
    -- its end is part of the job's state
    settled bool not null default false,
    check_name text,
    constraint exactly_a_check_has_a_name check ((trigger = 4) = (check_name is not null))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
create index run_job on run (job, is_check, task);
create index run_open on run (task) where not settled;
create index run_open_job on run (job, task) where not settled;

-- True on a run, or a check, whose end is not part of its job's state: in an index once it has ended, so
-- that finding those costs nothing by how many there are.
alter table task add column unsettled bool;
create index task_unsettled on task (id) where unsettled and state in (5, 6, 7);
