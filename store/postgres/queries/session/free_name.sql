-- The name of a worker that was given none: the one that this very start has, else the lowest
-- that nobody live has.
-- $1 incarnation
select coalesce(
    (select name from worker where incarnation = $1 order by id limit 1),
    (
        select 'worker-' || n
        from generate_series(1, (select count(*) + 1 from worker)) as n
        where not exists (
            select from worker
            where name = 'worker-' || n and not released and lease_until > now()
        )
        order by n
        limit 1
    )
)
