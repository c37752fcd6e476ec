-- Assigns the first ready tasks of a lane, one to each seat that is still good. Answers in the
-- order of the seats that were filled.
-- $1 lane, $2 workers, sorted and without repeats, $3 their sessions, $4 seats as places in $2,
-- $5 now
-- The lines marked `front:` are switched on for a scan that begins behind what was claimed before;
-- $6 to $8 are its place.
with
-- The starts of the workers, null for one that has nothing to get. Locked, so that a hello or a
-- release that comes later waits for this commit and then sees these tasks; one that came earlier
-- has changed the session, or released.
live as materialized (
    select array_agg(locked.incarnation order by asked.place) as incarnations
    from unnest($2::bigint[], $3::bigint[]) with ordinality as asked (worker, session, place)
    left join lateral (
        select incarnation
        from worker
        where id = asked.worker and session = asked.session and not released and not draining
        for key share
    ) as locked on true
    -- with nothing to be had no row is locked, and the commit has nothing to write
    where exists (
        select from task
        where
            lane = $1
            and state = 2
            and gate is null
            -- front: and priority = $6 and (due, id) >= ($7, $8)
    )
),
-- The good seats in order, as arrays: to index them costs less than to join them.
seat as materialized (
    select
        count(*) as n,
        array_agg(($2::bigint[])[wish.place] order by wish.ord) as workers,
        array_agg(live.incarnations[wish.place] order by wish.ord) as incarnations
    from live cross join unnest($4::int[]) with ordinality as wish (place, ord)
    where live.incarnations[wish.place] is not null
),
-- An array again: the planner takes it for a short one and probes the primary key for each.
picked as materialized (
    select array(
        select id
        from task
        where
            lane = $1
            and state = 2
            and gate is null
            -- front: and priority = $6 and (due, id) >= ($7, $8)
            and not exists (
                select from lane inner join queue on queue.name = lane.queue
                where lane.id = $1 and queue.paused
            )
        order by priority desc, due, id
        limit (select n from seat)
        for no key update skip locked
    ) as ids
),
moved as (
    update task set
        state = 3,
        attempt = task.attempt + 1,
        worker = seat.workers[placed.place],
        incarnation = seat.incarnations[placed.place],
        picked_at = $5,
        started_at = null,
        exit_code = null,
        failure_kind = null,
        failure_message = null,
        result = null
    from picked cross join seat cross join unnest(picked.ids) with ordinality as placed (id, place)
    where task.id = placed.id
    returning
        placed.place, task.id, task.attempt, task.worker, task.spec, task.due, task.queue,
        -- only a task that comes back has a row to look for
        case when task.attempt > 1 then (
            select finished_at
            from attempt as before
            where before.task = task.id and before.attempt = task.attempt - 1
        ) end as came_back
),
counted as (
    insert into counter (queue, state, stripe, n)
    select done.queue, step.state, pg_backend_pid() % 128, done.n * step.sign
    from
        (select queue, count(*) as n from moved group by queue) as done
        cross join (values (2::smallint, -1), (3::smallint, 1)) as step (state, sign)
    order by done.queue, step.state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select id, attempt, worker, spec, due, greatest(due, came_back) as since
from moved
order by place
