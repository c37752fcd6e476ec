-- ?1: rows of queue, minute, completed, failed, canceled, wait, run.
insert into task_minute (queue, minute, completed, failed, canceled, wait, run)
select
    value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5),
    unhex(value ->> 6)
from jsonb_each(?1)
-- Without a `where` the parser would take `on` for a join's.
where true
on conflict (queue, minute) do update set
    completed = excluded.completed,
    failed = excluded.failed,
    canceled = excluded.canceled,
    wait = excluded.wait,
    run = excluded.run
