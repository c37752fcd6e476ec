-- Those that were silent for a day are forgotten on the way.
-- $1 address
with
forgotten as (
    delete from coordinator where renewed_at < now() - interval '1 day'
)
insert into coordinator (advertised, renewed_at) values ($1, now())
returning id
