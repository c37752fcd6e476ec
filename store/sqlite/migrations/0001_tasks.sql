-- Ids are 16-byte blobs, times microseconds since 1970 in UTC, states and kinds the numbers of the
-- domain's `code` functions. Never renumber those.

create table queue (
    name text not null primary key,
    paused integer not null default 0 check (paused in (0, 1))
) strict, without rowid;

create table lane (
    id integer not null primary key,
    queue text not null,
    -- Handler and labels in one canonical text.
    requirements text not null,
    unique (queue, requirements)
) strict;

-- Tasks by queue and state, changed in the transaction that moves the task. One writer, so there
-- are no stripes.
create table counter (
    queue text not null,
    state integer not null,
    n integer not null,
    primary key (queue, state)
) strict, without rowid;

create table coordinator (
    id integer not null primary key autoincrement,
    advertised text not null,
    slots integer not null default 0,
    -- Microseconds between two beats that still count as without a gap.
    gap integer not null default 0,
    -- Since when it has been renewing without a gap; null before its first beat.
    renewing_since integer,
    renewed_at integer
) strict;

create table worker (
    id integer not null primary key autoincrement,
    name text not null unique,
    host text not null,
    incarnation blob not null check (length(incarnation) = 16),
    session integer not null,
    -- Slots, queues, labels and handlers as JSON: nothing looks for them in SQL.
    capacity text not null,
    version text not null,
    coordinator integer,
    draining integer not null default 0 check (draining in (0, 1)),
    released integer not null default 0 check (released in (0, 1)),
    lease_until integer not null,
    last_active_at integer not null,
    registered_at integer not null,
    tasks_completed integer not null default 0,
    tasks_failed integer not null default 0,
    cpu_percent real not null default 0,
    memory_percent real not null default 0,
    memory_bytes integer not null default 0
) strict;

-- With a rowid: claims and reports are a fifth faster than without one (measured). A change of state
-- rewrites the row with all its overflow pages, so a spec above 4 KiB, which together with the
-- other columns might not fit a page of 8 KiB, stands in `payload`.
create table task (
    id blob not null primary key check (length(id) = 16),
    state integer not null check (state between 0 and 8),
    lane integer not null references lane (id),
    priority integer not null,
    due integer not null,
    -- Null, or what admission has still to grant.
    gate integer,
    queue text not null,
    kind text not null,
    attempt integer not null default 0 check (attempt >= 0),
    tries_used integer not null default 0 check (tries_used >= 0),
    deaths integer not null default 0 check (deaths >= 0),
    worker integer references worker (id),
    -- Of the attempt that is held, or that ended by its own worker's report; null once that
    -- worker lost it.
    incarnation blob,
    created_at integer not null,
    picked_at integer,
    started_at integer,
    finished_at integer,
    start_timeout integer,
    start_deadline integer,
    exit_code integer,
    failure_kind text,
    failure_message text,
    -- Set while the task is held: its cancellation is asked for.
    canceled_by text,
    created_by text not null,
    idempotency_key text,
    fingerprint blob,
    spec text,
    result text,
    constraint exactly_an_ended_task_has_finished
        check ((state in (5, 6, 7)) = (finished_at is not null)),
    constraint a_held_task_has_a_worker check (
        state not in (3, 4)
        or (worker is not null and incarnation is not null and picked_at is not null and attempt > 0)
    ),
    constraint a_running_task_has_started check (state <> 4 or started_at is not null),
    constraint a_failure_has_a_message
        check ((failure_kind is null) = (failure_message is null))
) strict;

create index task_ready on task (lane, priority desc, due, id) where state = 2 and gate is null;
create index task_scheduled on task (due) where state = 1;
create index task_held on task (worker) where state in (3, 4);
create index task_failed on task (id) where state = 6;
create index task_start_deadline on task (start_deadline)
    where state = 2 and start_deadline is not null;
create unique index task_idempotency on task (created_by, idempotency_key)
    where idempotency_key is not null;

create table payload (
    task blob not null primary key,
    spec text not null
) strict;

-- Ended attempts that were not their task's last.
create table attempt (
    task blob not null,
    attempt integer not null,
    -- 0 failed, 1 lost, 2 returned, 3 retried.
    ended integer not null check (ended between 0 and 3),
    worker integer,
    -- Who may repeat the report that ended it; null when no report did.
    incarnation blob,
    picked_at integer,
    started_at integer,
    finished_at integer not null,
    exit_code integer,
    failure_kind text,
    failure_message text,
    primary key (task, attempt),
    check ((failure_kind is null) = (failure_message is null))
) strict, without rowid;

create table chunk (
    task blob not null,
    attempt integer not null,
    first_seq integer not null,
    lines integer not null,
    raw_bytes integer not null,
    data blob not null,
    unique (task, attempt, first_seq)
) strict;

create table worker_order (
    id integer not null primary key autoincrement,
    worker integer not null references worker (id),
    kind integer not null check (kind between 0 and 4),
    task blob,
    attempt integer,
    given_at integer not null,
    -- Of a kill: null while open, -1 for a worker that is not of this fleet, else the number of
    -- tasks that went back.
    result integer,
    answered_at integer,
    constraint a_cancel_names_an_attempt
        check ((kind = 0) = (task is not null and attempt is not null))
) strict;

create index worker_order_worker on worker_order (worker);
create index worker_order_task on worker_order (task) where task is not null;

create table scheduler (
    id blob not null primary key,
    name text not null,
    duties text not null,
    last_pass_at integer not null
) strict, without rowid;

create table lease (
    name text not null primary key,
    holder blob not null,
    until integer not null
) strict, without rowid;

create table fleet (
    id integer not null primary key check (id = 1),
    backend text not null,
    wanted integer not null,
    present integer not null default 0,
    last_error text not null default ''
) strict;
