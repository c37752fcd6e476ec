-- Rows of these minutes where there are none.
-- $1 queues, $2 minutes
insert into task_minute (queue, minute, completed, failed, canceled, wait, run)
select queue, minute, 0, 0, 0, '', ''
from unnest($1::text[], $2::timestamptz[]) as new (queue, minute)
order by queue, minute
on conflict do nothing
