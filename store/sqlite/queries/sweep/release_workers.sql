-- At most ?2 workers whose lease ended by ?1.
update worker
set released = 1
where id in (
    select id from worker where not released and lease_until <= ?1 order by lease_until, id limit ?2
)
