-- ?1: rows of task.
delete from task where id in (select unhex(value ->> 0) from jsonb_each(?1))
