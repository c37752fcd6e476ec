-- The last run that was looked at below ?1, when ?4 were and there may be more. ?3: see `runs`.
select task
from run
where is_check = 0 and task < ?1
    -- of: and job = ?3
    -- open: and settled = 0
order by task desc
limit 1 offset ?4 - 1
