-- Answers a kill once; forgets what was answered more than a day ago.
-- $1 order, $2 whether the worker is of this fleet, $3 tasks that went back, $4 whether the fleet
-- shrinks
with
answered as (
    update worker_order set answered_at = now(), ours = $2, requeued = $3
    where id = $1 and kind in (3, 4) and answered_at is null
    returning id
),
forgotten as (
    delete from worker_order
    where kind in (3, 4) and answered_at < now() - interval '1 day'
)
update fleet set wanted = greatest(wanted - 1, 0)
where $4 and exists (select from answered)
