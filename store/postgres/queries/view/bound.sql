-- The last task that a page looked at, when it looked at as many as one call may and there are
-- more.
-- $1 ids below this, $2 how many are looked at
select last.id
from (
    select id
    from task
    where id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    order by id desc
    offset $2 - 1
    limit 1
) as last
where exists (select from task where task.id < last.id)
