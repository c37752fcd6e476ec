-- The last id that a walk of ?2 tasks below ?1 looked at; nothing when there are fewer.
select id from task where id < ?1 order by id desc limit 1 offset ?2 - 1
