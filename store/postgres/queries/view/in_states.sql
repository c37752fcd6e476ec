-- Ids of tasks in these states, by the index of each state.
-- $1 states, $2 how many
select id from task where state in (0, 7, 8) and state = any($1)
union all
(select id from task where state = 1 and 1 = any($1) limit $2)
union all
(select id from task where state = 2 and gate is null and 2 = any($1) limit $2)
union all
(select id from task where state in (3, 4) and state = any($1) limit $2)
union all
(select id from task where state = 5 and 5 = any($1) limit $2)
union all
(select id from task where state = 6 and 6 = any($1) limit $2)
limit $2
