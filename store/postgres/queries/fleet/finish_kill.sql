-- Answers a kill once; forgets what was answered more than a day ago.
-- $1 order, $2 outcome, $3 tasks that went back, $4 container, $5 whether the fleet shrinks
with
answered as (
    update fleet_kill set answered_at = now(), outcome = $2, requeued = $3, container = $4
    where id = $1 and answered_at is null
    returning id
),
forgotten as (
    delete from fleet_kill where answered_at < now() - interval '1 day'
)
update fleet set wanted = greatest(wanted - 1, 0)
where $5 and exists (select from answered)
