-- I5: the counters against the rows.
with
told as (
    select queue, state, sum(n) as n from counter group by queue, state
),
seen as (
    select queue, state, count(*) as n from task group by queue, state
)
select format(
    'queue %s has %s tasks in state %s, its counters say %s', queue, coalesce(seen.n, 0), state,
    coalesce(told.n, 0)
)
from told full join seen using (queue, state)
where coalesce(told.n, 0) <> coalesce(seen.n, 0)
order by queue, state
limit 100
