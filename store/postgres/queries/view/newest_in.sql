-- Ids of the newest tasks in these states, by the indexes that are in their order.
-- $1 states out of 0, 5, 6, 7, 8, $2 ids above this, $3 ids below this, $4 how many of each state
(
    select id
    from task
    where state = 0 and 0 = any($1) and id > $2 and id < $3
    order by id desc
    limit $4
)
union all
(
    select id
    from task
    where state = 5 and 5 = any($1) and id > $2 and id < $3
    order by id desc
    limit $4
)
union all
(
    select id
    from task
    where state = 6 and 6 = any($1) and id > $2 and id < $3
    order by id desc
    limit $4
)
union all
(
    select id
    from task
    where state = 7 and 7 = any($1) and id > $2 and id < $3
    order by id desc
    limit $4
)
union all
(
    select id
    from task
    where state = 8 and 8 = any($1) and id > $2 and id < $3
    order by id desc
    limit $4
)
