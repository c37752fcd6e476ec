-- The end of one step of the walk along the ids: at most ?2 tasks behind ?1. Tasks made after ?3
-- cannot have ended before it, so the walk ends there.
select max(id) as last, count(*) as looked_at
from (
    select id, created_at from task where id > ?1 order by id limit ?2
)
where created_at < ?3
