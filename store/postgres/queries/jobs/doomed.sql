-- Runs and checks of deleted jobs that have ended.
-- $1 how many
select id
from task
where doomed and state in (5, 6, 7)
limit $1
