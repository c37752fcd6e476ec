-- An order to stop an attempt is of one that is held, by the worker that is told, and asked for.
select 'order ' || worker_order.id || ' stops attempt ' || worker_order.attempt || ' of task '
    || hex(worker_order.task) || ', which its worker does not have'
from worker_order
left join task
    on task.id = worker_order.task
    and task.attempt = worker_order.attempt
    and task.worker = worker_order.worker
    and task.state in (3, 4)
where worker_order.kind = 0 and task.id is null
limit 100
