-- An attempt that ended is not above its task's latest, nor the one that is held now.
select 'attempt ' || attempt.attempt || ' of task ' || hex(attempt.task) || ' has ended, but its task is at '
    || coalesce(task.attempt || ' in state ' || task.state, 'nothing: it does not exist')
from attempt
left join task on task.id = attempt.task
where task.id is null
    or attempt.attempt > task.attempt
    or (attempt.attempt = task.attempt and task.state in (3, 4))
limit 100
