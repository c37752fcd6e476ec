-- Assigns the first ready tasks of a lane, one to each seat that is still good.
-- $1 lane, $2 workers of the seats, $3 sessions of the seats, $4 now
with
-- Locked, so that a hello or a release that comes later waits for this commit and then sees these
-- tasks; one that came earlier has changed session or released, and the worker is left out.
live as materialized (
    select id, session, incarnation
    from worker
    where id = any($2::bigint[]) and not released and not draining
    order by id
    for key share
),
seat as materialized (
    select row_number() over (order by wish.ord) as place, live.id as worker, live.incarnation
    from unnest($2::bigint[], $3::bigint[]) with ordinality as wish (worker, session, ord)
    inner join live on live.id = wish.worker and live.session = wish.session
),
picked as materialized (
    select id, priority, due
    from task
    where
        lane = $1
        and state = 2
        and gate is null
        and not exists (
            select from lane inner join queue on queue.name = lane.queue
            where lane.id = $1 and queue.paused
        )
    order by priority desc, due, id
    limit (select count(*) from seat)
    for no key update skip locked
),
paired as materialized (
    select picked.id, picked.place, seat.worker, seat.incarnation
    from (
        select id, row_number() over (order by priority desc, due, id) as place from picked
    ) as picked
    inner join seat using (place)
),
moved as (
    update task set
        state = 3,
        attempt = task.attempt + 1,
        worker = paired.worker,
        incarnation = paired.incarnation,
        picked_at = $4,
        started_at = null,
        exit_code = null,
        failure_kind = null,
        failure_message = null,
        result = null
    from paired
    -- the array makes the planner probe the primary key however many rows it expects
    where task.id = any(array(select id from picked)) and task.id = paired.id
    returning
        paired.place, task.id, task.attempt, task.worker, task.spec, task.due, task.queue
),
counted as (
    insert into counter (queue, state, stripe, n)
    select moved.queue, step.state, pg_backend_pid() % 128, sum(step.n)
    from moved cross join (values (2::smallint, -1), (3::smallint, 1)) as step (state, n)
    group by moved.queue, step.state
    order by moved.queue, step.state
    on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
)
select id, attempt, worker, spec, due
from moved
order by place
