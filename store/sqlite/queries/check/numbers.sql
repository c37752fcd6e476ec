-- No task has used more tries, nor died more often, than it was claimed.
select 'task ' || hex(id) || ' used ' || tries_used || ' tries and died ' || deaths || ' times in ' || attempt || ' claims'
from task
where tries_used + deaths > attempt
limit 100
