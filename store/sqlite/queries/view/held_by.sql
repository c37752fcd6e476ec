select worker, id
from task indexed by task_held
where worker = ?1 and state in (3, 4)
order by id
