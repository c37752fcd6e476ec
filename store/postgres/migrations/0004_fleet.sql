-- The wanted size has been reached since it was set: what differs from then on was done by
-- somebody else, and is adopted by fleets that others may change too.
alter table fleet add column settled bool not null default false;

-- What the fleet is to kill. A name may be that of a container without a worker, so that this is
-- no order to a worker.
create table fleet_kill (
    id bigint primary key generated always as identity,
    -- once it is known which
    worker bigint,
    asked_at timestamptz not null,
    answered_at timestamptz,
    requeued int,
    -- of an answered one: 0 done, 1 not of this fleet, 2 unknown
    outcome smallint check (outcome between 0 and 2),
    replace bool not null,
    name text not null,
    -- what the fleet has begun to stop for it
    container text not null default '',
    constraint an_answer_is_whole check ((answered_at is null) = (outcome is null)),
    constraint what_is_done_is_counted check ((outcome is not distinct from 0) = (requeued is not null))
);
create index fleet_kill_open on fleet_kill (worker) where answered_at is null;
