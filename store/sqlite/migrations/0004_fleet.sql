-- The wanted size has been reached since it was set: what differs from then on was done by
-- somebody else, and is adopted by fleets that others may change too.
alter table fleet add column settled integer not null default 0 check (settled in (0, 1));

-- What the fleet is to kill. A name may be that of a container without a worker, so that this is
-- no order to a worker.
create table fleet_kill (
    id integer not null primary key autoincrement,
    name text not null,
    -- Once it is known which.
    worker integer references worker (id),
    "replace" integer not null check ("replace" in (0, 1)),
    asked_at integer not null,
    -- What the fleet has begun to stop for it.
    container text not null default '',
    -- Of an answered one: 0 done, 1 not of this fleet, 2 unknown.
    outcome integer check (outcome between 0 and 2),
    requeued integer,
    -- The first beat of a scheduler after the answer.
    answered_at integer,
    constraint what_is_done_is_counted check ((outcome is 0) = (requeued is not null))
) strict;

create index fleet_kill_open on fleet_kill (worker) where outcome is null;
