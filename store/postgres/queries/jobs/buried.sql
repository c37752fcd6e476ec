-- The job that was deleted first of those of which something is left and that nobody else sweeps.
select id, keep_runs
from job
where deleted_at is not null
order by deleted_at
limit 1
for update skip locked
