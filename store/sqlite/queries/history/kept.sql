-- What these minutes have. ?1: rows of queue, minute.
select m.queue, m.minute, m.completed, m.failed, m.canceled, m.wait, m.run
from jsonb_each(?1) as asked
cross join task_minute as m on m.queue = asked.value ->> 0 and m.minute = asked.value ->> 1
