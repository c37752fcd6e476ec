-- How many tasks of a queue, or of what was handed in under one job, may be under way at once. A
-- task that belongs to a gate stands before it (`task.gate`) until it is let through, and has a place
-- from then on until it ends or is held back.
create table gate (
    id bigint primary key generated always as identity,
    -- places; null where a limit was lifted: everybody is let through
    max int check (max > 0),
    -- how many had a place when the limit was set, which may be more
    overhang int not null default 0,
    -- a backlog is being brought under the limit: nobody is let through meanwhile
    settling bool not null default false,
    job uuid unique,
    queue text unique,
    constraint a_gate_is_of_a_queue_or_a_job check ((job is null) <> (queue is null))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);

-- The gates that a task belongs to; it passes its own first. Null, for ever, on most tasks.
alter table task add column queue_gate bigint, add column own_gate bigint;

-- Who waits, in the order of the line; and who has a place. No task without a gate is in any of them.
create index task_waiting on task (gate, priority desc, due, id)
    where state = 2 and gate is not null;
create index task_admitted on task (queue_gate)
    where queue_gate is not null and gate is null and state in (1, 2, 3, 4);
create index task_alone on task (own_gate)
    where own_gate is not null and gate is distinct from own_gate and state in (1, 2, 3, 4);

-- Lets tasks through these gates while there are places, and answers with the lanes in which there
-- are more ready tasks now; there may be repeats. Whatever frees a place or brings a task to a gate
-- ends with a call of this, in its own statement or transaction: each statement in here sees what
-- the caller has done, and what others had committed before the gate's lock was got.
--
-- Locks: gates of jobs before gates of queues, and within these by id; after the tasks that the
-- caller moves, before counters. Tasks that wait are never waited for: one that somebody else has
-- locked is passed over, and if it is left behind that way the sweep of gates finds it.
create or replace function admit(gates bigint[]) returns int[]
language plpgsql
-- one right plan, whatever the statistics say
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    most constant int := 5000;
    one record;
    places int;
    lanes int[] := '{}';
    queue_gates bigint[] := gates;
begin
    for one in
        select id from gate where id = any(gates) and job is not null order by id for update
    loop
        with passed as (
            update task set gate = queue_gate
            where id = any(array(
                select id
                from task
                where
                    state = 2
                    and gate = one.id
                    and not exists (
                        select from task as other
                        where
                            other.own_gate = one.id
                            and other.gate is distinct from other.own_gate
                            and other.state in (1, 2, 3, 4)
                    )
                order by priority desc, due, id
                limit 1
                for no key update skip locked
            ))
            returning lane, gate
        )
        select
            lanes || array(select lane from passed where gate is null),
            queue_gates || array(select gate from passed where gate is not null)
        into lanes, queue_gates;
    end loop;
    for one in
        select id, max
        from gate
        where id = any(queue_gates) and queue is not null and not settling
        order by id
        for update
    loop
        continue when not exists (select from task where state = 2 and gate = one.id);
        places := most;
        if one.max is not null then
            select least(most, one.max - count(*)) into places
            from (
                select from task
                where queue_gate = one.id and gate is null and state in (1, 2, 3, 4)
                limit one.max
            ) as admitted;
        end if;
        continue when places <= 0;
        with passed as (
            update task set gate = null
            where id = any(array(
                select id
                from task
                where state = 2 and gate = one.id
                order by priority desc, due, id
                limit places
                for no key update skip locked
            ))
            returning lane
        )
        select lanes || array(select distinct lane from passed) into lanes;
    end loop;
    return lanes;
end
$$;
