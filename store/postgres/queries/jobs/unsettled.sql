-- Runs and checks of a job whose end is not part of its state, until the end of this transaction.
-- $1 job
select t.id, t.state
from task as t
where t.id = any(array(select task from run where job = $1 and not settled))
order by t.id
for no key update
