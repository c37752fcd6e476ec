-- Output belongs to an attempt that was made.
select 'output is kept of attempt ' || chunk.attempt || ' of task ' || hex(chunk.task) || ', which was never made'
from chunk
left join task on task.id = chunk.task
where task.id is null or chunk.attempt > task.attempt
limit 100
