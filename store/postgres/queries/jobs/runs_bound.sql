-- The last run that was looked at, when so many were and there may be more. See `runs`.
-- $1 below this, $2 how many are looked at, $3 job
select task
from run
where
    not is_check
    and task < $1
    -- of: and job = $3
    -- open: and not settled
order by task desc
limit 1
offset $2 - 1
