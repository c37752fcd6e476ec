-- Notes that somebody asked for the end of a held task, the first one only, and gives its worker
-- one order.
-- $1 task, $2 who asks, $3 now
with
told as (
    update task set canceled_by = coalesce(canceled_by, $2)
    where id = $1 and state + 0 in (3, 4)
    returning id, worker, attempt
)
insert into worker_order (worker, kind, task, attempt, given_at)
select worker, 0, id, attempt, $3
from told
where not exists (
    select from worker_order as w
    where w.task = told.id and w.attempt = told.attempt and w.kind = 0
)
