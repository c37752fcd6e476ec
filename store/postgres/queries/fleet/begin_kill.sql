-- $1 order, $2 worker, $3 container
with
begun as (
    update fleet_kill set worker = coalesce($2, worker), container = $3
    where id = $1 and answered_at is null
    returning replace
)
update fleet set settled = false
where exists (select from begun where replace)
