-- Runs behind a job's gate that have ended and whose end is not part of the job's state: until it is,
-- nobody passes that gate. Next to nothing is ever in here.
create index task_unsettled_alone on task (own_gate)
    where own_gate is not null and unsettled and state in (5, 6, 7);

-- Lets tasks through these gates while there are places, and through a job's gate only once the job
-- knows of all ends before; answers with the lanes in which there are more ready tasks now, with
-- repeats perhaps. Whatever frees a place or brings a task to a gate
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
                    and not exists (
                        select from task as ended
                        where
                            ended.own_gate = one.id
                            and ended.unsettled
                            and ended.state in (5, 6, 7)
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
