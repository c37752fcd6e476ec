-- The counters agree with the rows.
select 'queue ' || coalesce(counted.queue, counter.queue) || ', state '
    || coalesce(counted.state, counter.state) || ': the counter says ' || coalesce(counter.n, 0)
    || ', the rows say ' || coalesce(counted.n, 0)
from (select queue, state, count(*) as n from task group by queue, state) as counted
full join counter on counter.queue = counted.queue and counter.state = counted.state
where coalesce(counted.n, 0) <> coalesce(counter.n, 0)
limit 100
