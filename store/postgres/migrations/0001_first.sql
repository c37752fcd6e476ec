-- The states of a task are numbers that queries name literally, so that the planner can prove that
-- a partial index applies:
--   0 waiting, 1 scheduled, 2 queued, 3 assigned, 4 running, 5 completed, 6 failed, 7 canceled,
--   8 paused

create table lane (
    id int primary key,
    queue text not null,
    requirements text not null,
    -- sha-256 of the requirements, which may be longer than an index entry can be
    digest bytea not null,
    unique (queue, digest)
);

create table queue (
    name text primary key,
    paused bool not null default false
);

-- Columns stand by size, widest first, so that no row pays for padding.
create table task (
    id uuid primary key,
    -- the start of the worker that has the attempt, or whose own report ended it; null when
    -- anything else moved the task, so that this worker can speak for it no more
    incarnation uuid,
    due timestamptz not null,
    created_at timestamptz not null,
    picked_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    -- until when it must have been claimed, and how many microseconds it has from being due
    start_deadline timestamptz,
    start_timeout bigint,
    -- a rule that holds it back although it is due
    gate bigint,
    -- who has, or had, its latest attempt
    worker bigint,
    lane int not null,
    priority int not null,
    attempt int not null default 0,
    tries_used int not null default 0,
    deaths int not null default 0,
    exit_code int,
    state smallint not null,
    queue text not null,
    kind text not null,
    created_by text not null,
    idempotency_key text,
    -- on a held task: somebody asked for its end and its worker was told
    canceled_by text,
    failure_kind text,
    failure_message text,
    result text,
    spec text not null,
    constraint a_state_is_known check (state between 0 and 8),
    constraint exactly_an_ended_task_has_finished
        check ((state in (5, 6, 7)) = (finished_at is not null)),
    constraint a_held_task_has_a_worker check (
        state not in (3, 4)
        or (worker is not null and incarnation is not null and picked_at is not null and attempt > 0)
    ),
    constraint a_running_task_has_started check (state <> 4 or started_at is not null),
    constraint a_count_is_not_negative
        check (attempt >= 0 and tries_used >= 0 and deaths >= 0),
    constraint a_failure_has_a_message
        check ((failure_kind is null) = (failure_message is null))
) with (
    fillfactor = 85,
    -- a large spec moves out of the row, so that state changes do not copy it
    toast_tuple_target = 1024,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.05
);

-- Few indexes and partial ones: each state change writes a new row version, which must be entered
-- into every index that covers it.
create index task_ready on task (lane, priority desc, due, id) where state = 2 and gate is null;
create index task_scheduled on task (due) where state = 1;
create index task_held on task (worker) where state in (3, 4);
create index task_failed on task (id) where state = 6;
create index task_start_deadline on task (start_deadline)
    where state = 2 and start_deadline is not null;
create unique index task_idempotency on task (created_by, idempotency_key)
    where idempotency_key is not null;

-- Ended attempts that are not their task's last.
create table attempt (
    task uuid not null,
    -- null unless the worker's own report ended it
    incarnation uuid,
    picked_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz not null,
    worker bigint,
    attempt int not null,
    exit_code int,
    -- 0 failed, 1 lost, 2 returned, 3 retried
    ended smallint not null,
    failure_kind text,
    failure_message text,
    primary key (task, attempt),
    constraint an_end_is_known check (ended between 0 and 3)
) with (autovacuum_vacuum_scale_factor = 0.05);

create table worker (
    id bigint primary key generated always as identity,
    session bigint not null,
    incarnation uuid not null,
    lease_until timestamptz not null,
    last_active_at timestamptz not null,
    registered_at timestamptz not null,
    cpu_percent float8 not null default 0,
    memory_percent float8 not null default 0,
    memory_bytes bigint not null default 0,
    draining bool not null default false,
    released bool not null,
    name text not null unique,
    host text not null,
    version text not null,
    -- slots, queues, labels and handlers, as JSON
    capacity text not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- What a worker did. Apart from its row, because hello locks that before the tasks while a report
-- comes here after them.
create table worker_tally (
    worker bigint primary key,
    completed bigint not null,
    failed bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create table worker_order (
    id bigint primary key generated always as identity,
    worker bigint not null,
    task uuid,
    given_at timestamptz not null,
    answered_at timestamptz,
    attempt int,
    requeued int,
    -- 0 cancel, 1 drain, 2 probe, 3 kill, 4 kill and replace
    kind smallint not null,
    -- of an answered kill: whether the worker was of this fleet
    ours bool,
    constraint a_cancel_names_an_attempt
        check ((kind = 0) = (task is not null and attempt is not null)),
    constraint an_answer_is_whole check ((answered_at is null) = (ours is null))
);
create index worker_order_worker on worker_order (worker);
create index worker_order_task on worker_order (task) where task is not null;

create table coordinator (
    id bigint primary key generated always as identity,
    renewed_at timestamptz not null,
    -- since when no two beats were further apart than the gap; null before the first beat
    renewing_since timestamptz,
    -- microseconds
    gap bigint not null default 0,
    slots int not null default 0,
    advertised text not null
) with (fillfactor = 50);

create table scheduler (
    id uuid primary key,
    last_pass_at timestamptz not null,
    name text not null,
    duties text[] not null
) with (fillfactor = 50);

create table lease (
    name text primary key,
    holder uuid not null,
    until timestamptz not null
) with (fillfactor = 50);

create table fleet (
    only_one bool primary key default true check (only_one),
    wanted int not null,
    present int not null default 0,
    backend text not null,
    last_error text not null default ''
);

-- Tasks by queue and state in stripes, one for each writing connection, so that writers do not
-- wait for one another's commit. Only the sum over all stripes means something.
create table counter (
    n bigint not null,
    stripe int not null,
    state smallint not null,
    queue text not null,
    primary key (queue, state, stripe)
) with (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0.0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
);

create table chunk (
    task uuid not null,
    first_seq bigint not null,
    raw_bytes bigint not null,
    attempt int not null,
    lines int not null,
    data bytea not null,
    primary key (task, attempt, first_seq)
);
-- the worker has compressed it already
alter table chunk alter column data set storage external;
