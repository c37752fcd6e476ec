-- As bound, along the failed ones.
select id
from task indexed by task_failed
where state = 6 and id < ?1
order by id desc
limit 1 offset ?2 - 1
