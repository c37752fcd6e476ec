-- Orders to time attempts out that have outlived those. Reports do not look for them, so that an end
-- costs nobody anything more.
select id
from worker_order indexed by worker_order_time_out
where kind = 6 and not exists (
    select 1
    from task
    where task.id = worker_order.task
        and task.attempt = worker_order.attempt
        and task.state in (3, 4)
)
