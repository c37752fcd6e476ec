-- $1 queues, $2 minutes, $3 completed, $4 failed, $5 canceled, $6 waits, $7 runs
update task_minute as m set
    completed = new.completed,
    failed = new.failed,
    canceled = new.canceled,
    wait = new.wait,
    run = new.run
from unnest(
    $1::text[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[],
    $7::bytea[]
) as new (queue, minute, completed, failed, canceled, wait, run)
where m.queue = new.queue and m.minute = new.minute
