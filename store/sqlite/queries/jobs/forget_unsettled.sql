-- Nobody waits for the end of these any more. ?1: rows of task.
update task set unsettled = null where id in (select unhex(value ->> 0) from jsonb_each(?1))
