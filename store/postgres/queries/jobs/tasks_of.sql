-- Tasks of a job that is there, newest first.
-- $1 job, $2 ids above this, $3 ids below this, $4 how many
select found.task
from (
    (
        select task
        from run
        where job = $1 and not is_check and task > $2 and task < $3
        order by task desc
        limit $4
    )
    union all
    (
        select task
        from run
        where job = $1 and is_check and task > $2 and task < $3
        order by task desc
        limit $4
    )
) as found
where exists (select from job where id = $1 and deleted_at is null)
order by found.task desc
limit $4
