-- Ids of the newest tasks in these states, by the indexes that are in their order. ?1: a bit for each
-- state, out of 0, 5, 6, 7, 8. ?2: ids above this. ?3: ids below this. ?4: how many of each state.
-- A partial index is taken only where its own condition is repeated.
select id
from (
    select id
    from task indexed by task_set_apart
    where state in (0, 7, 8) and state = 0 and ?1 & (1 << 0) and id > ?2 and id < ?3
    order by id desc
    limit ?4
)
union all
select id
from (
    select id
    from task indexed by task_completed
    where state = 5 and ?1 & (1 << 5) and id > ?2 and id < ?3
    order by id desc
    limit ?4
)
union all
select id
from (
    select id
    from task indexed by task_failed
    where state = 6 and ?1 & (1 << 6) and id > ?2 and id < ?3
    order by id desc
    limit ?4
)
union all
select id
from (
    select id
    from task indexed by task_set_apart
    where state in (0, 7, 8) and state = 7 and ?1 & (1 << 7) and id > ?2 and id < ?3
    order by id desc
    limit ?4
)
union all
select id
from (
    select id
    from task indexed by task_set_apart
    where state in (0, 7, 8) and state = 8 and ?1 & (1 << 8) and id > ?2 and id < ?3
    order by id desc
    limit ?4
)
