-- Orders the end of running attempts of which nothing was told for their heartbeat timeout, and
-- forgets orders to time out what has ended: reports do not look for them, so that an end costs nobody
-- anything more.
-- $1 now, $2 how many
with
-- while nobody could be told, nothing could be told
there as materialized (
    select min(renewing_since) as since
    from coordinator
    where renewed_at + gap * interval '1 microsecond' >= now()
),
silent as materialized (
    select t.id, t.attempt, t.worker
    from task as t
    inner join there on there.since is not null
    left join task_live as l on l.task = t.id and l.attempt = t.attempt
    where
        t.state = 4
        and t.heartbeat_timeout is not null
        -- it is being stopped already
        and t.canceled_by is null
        and greatest(t.picked_at, t.started_at, l.told_at, there.since)
            + t.heartbeat_timeout * interval '1 microsecond' <= $1
        and not exists (
            select from worker_order as w
            where w.task = t.id and w.attempt = t.attempt and w.kind = 6
        )
    order by t.started_at, t.id
    limit $2
),
forgotten as (
    delete from worker_order as w
    where
        w.kind = 6
        and not exists (
            select from task as t
            where t.id = w.task and t.attempt = w.attempt and t.state + 0 in (3, 4)
        )
)
insert into worker_order (worker, kind, task, attempt, given_at)
select worker, 6, id, attempt, $1
from silent
on conflict (task, attempt) where kind = 6 do nothing
returning task, attempt, worker
