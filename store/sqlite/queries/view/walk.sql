-- Ids of at most ?9 tasks that match, among the ?2 newest below ?1. The inner query runs only as
-- far as the outer one asks.
select id
from (
    select id, state, queue, kind, worker, created_at
    from task
    where id < ?1
    order by id desc
    limit ?2
)
where
    -- A bit for each state, 0 for any.
    (?3 = 0 or ?3 & (1 << state))
    and (?4 is null or queue = ?4)
    and (?5 is null or kind = ?5)
    and (?6 is null or worker = ?6)
    and (?7 is null or created_at >= ?7)
    and (?8 is null or created_at < ?8)
order by id desc
limit ?9
