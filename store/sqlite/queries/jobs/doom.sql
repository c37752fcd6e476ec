-- These go once they have ended. ?1: rows of task.
update task set doomed = 1 where id in (select unhex(value ->> 0) from jsonb_each(?1))
