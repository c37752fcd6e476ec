-- Orders of attempts that ended. ?1: rows of task.
delete from worker_order
where task in (select unhex(value ->> 0) from jsonb_each(?1))
