-- ?1: queue. ?2: from. ?3: until.
select queue, minute, completed, failed, canceled, wait, run
from task_minute
where queue = ?1 and minute >= ?2 and minute < ?3
order by minute
