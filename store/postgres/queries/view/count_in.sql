-- $1 states, $2 queue or nothing
select coalesce(sum(n), 0)::bigint
from counter
where state = any($1) and ($2 = '' or queue = $2)
