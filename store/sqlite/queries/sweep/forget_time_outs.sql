-- Orders to time attempts out that have ended. Reports do not look for them, so that an end costs
-- nobody anything more.
delete from worker_order
where kind = 6 and not exists (
    select 1
    from task
    where task.id = worker_order.task
        and task.attempt = worker_order.attempt
        and task.state in (3, 4)
)
