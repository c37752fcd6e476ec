-- At most ?4 tasks in a step, behind ?1 up to ?2, that ended before ?3.
select id
from task
where id > ?1 and id <= ?2 and finished_at < ?3
order by id
limit ?4
