-- Some runs and checks of a job that were left behind.
-- $1 job, $2 how many
select task, is_check
from run
where job = $1
limit $2
