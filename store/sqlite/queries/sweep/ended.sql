-- At most ?4 tasks in a step, behind ?1 up to ?2, that ended before ?3, but for runs whose end their job
-- does not know of.
select id
from task
where id > ?1 and id <= ?2 and finished_at < ?3 and unsettled is null
order by id
limit ?4
