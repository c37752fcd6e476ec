-- $1 queue, $2 from, $3 until
select minute, completed, failed, canceled, wait, run, queue
from task_minute
where queue = $1 and minute >= $2 and minute < $3
order by minute
