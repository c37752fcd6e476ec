-- ?1: rows of task.
delete from run where task in (select unhex(value ->> 0) from jsonb_each(?1))
