-- Queues with a limit.
select queue, id from gate where queue is not null and max is not null
