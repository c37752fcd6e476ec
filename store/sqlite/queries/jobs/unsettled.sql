-- Runs and checks of a job whose end is not part of its state.
select run.task as id, task.state
from run indexed by run_open_job
cross join task on task.id = run.task
where run.job = ?1 and run.settled = 0
