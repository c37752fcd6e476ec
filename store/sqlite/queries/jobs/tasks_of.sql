-- Tasks of a job that is there, newest first. ?1: job. ?2: ids above this. ?3: ids below this. ?4: how
-- many.
select id
from (
    select task as id
    from run
    where job = ?1 and is_check = 0 and task > ?2 and task < ?3
    order by task desc
    limit ?4
)
where exists (select 1 from job where id = ?1 and deleted_at is null)
union all
select id
from (
    select task as id
    from run
    where job = ?1 and is_check = 1 and task > ?2 and task < ?3
    order by task desc
    limit ?4
)
where exists (select 1 from job where id = ?1 and deleted_at is null)
order by id desc
limit ?4
