-- I3: rows of ended attempts that are, or come after, the current one of their task, or have none.
select format('attempt %s/%s is kept as ended, its task is at %s', a.task, a.attempt, t.attempt)
from attempt as a
left join task as t on t.id = a.task
where
    t.id is null
    or a.attempt > t.attempt
    or (a.attempt = t.attempt and t.state in (3, 4))
limit 100
