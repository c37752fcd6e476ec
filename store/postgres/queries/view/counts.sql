select queue, state, sum(n)::bigint
from counter
group by queue, state
having sum(n) <> 0
order by queue, state
