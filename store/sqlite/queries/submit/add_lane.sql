-- ?3: how many lanes there may be. Changes nothing when there are as many.
insert into lane (queue, requirements)
select ?1, ?2
where (select count(*) from lane) < ?3
returning id
