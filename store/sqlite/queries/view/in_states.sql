-- Ids of tasks in these states, by the index of each state. ?1: a bit for each state. ?2: how many.
select id from task indexed by task_set_apart where state in (0, 7, 8) and ?1 & (1 << state)
union all
select id from task indexed by task_scheduled where ?1 & (1 << 1) and state = 1
union all
select id from task indexed by task_ready where ?1 & (1 << 2) and state = 2 and gate is null
union all
select id from task indexed by task_held where state in (3, 4) and ?1 & (1 << state)
union all
select id from task indexed by task_completed where ?1 & (1 << 5) and state = 5
union all
select id from task indexed by task_failed where ?1 & (1 << 6) and state = 6
limit ?2
