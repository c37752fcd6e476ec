-- What these minutes have, locked in the order of their keys.
-- $1 queues, $2 minutes
select m.minute, m.completed, m.failed, m.canceled, m.wait, m.run, m.queue
from task_minute as m
inner join unnest($1::text[], $2::timestamptz[]) as asked (queue, minute)
    on asked.queue = m.queue and asked.minute = m.minute
order by m.queue, m.minute
for update of m
