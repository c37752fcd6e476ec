-- As walk, along the failed ones alone.
select id
from (
    select id, state, queue, kind, worker, created_at
    from task indexed by task_failed
    where state = 6 and id < ?1
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
