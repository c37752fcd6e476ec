-- The same in their job's table. ?1: rows of task.
update run set settled = 1 where task in (select unhex(value ->> 0) from jsonb_each(?1))
