-- I1: orders to stop an attempt that has ended, or on a task that nobody asked to end.
select format('order %s to stop attempt %s/%s is open after its end', w.id, w.task, w.attempt)
from worker_order as w
left join task as t
    on t.id = w.task and t.attempt = w.attempt and t.state in (3, 4)
where w.kind = 0 and t.id is null
limit 100
