-- The last task that a walk looked at, when it looked at as many as one call may and there are more.
-- $1 ids below this, $2 how many are looked at, $3 ids above this
select last.id
from (
    select id
    from task
    where id < $1 and id > $3
    order by id desc
    offset $2 - 1
    limit 1
) as last
where exists (select from task where task.id < last.id and task.id > $3)
