-- The last id that a walk of ?2 tasks between ?3 and ?1 looked at; nothing when there are no more.
select id
from task
where id < ?1 and id > ?3
order by id desc
limit 1 offset ?2 - 1
