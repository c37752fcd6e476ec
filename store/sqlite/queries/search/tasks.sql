-- Tasks as the index sees them, oldest first. The parts of specs are cut here, so that scripts of a
-- megabyte do not travel. ?1: ids above this. ?2: ids below this. ?3: how many. ?4: characters of
-- names and commands.
select
    id, state, worker, queue, kind,
    substr(told ->> 'name', 1, ?4) as name,
    substr(told ->> 'command', 1, ?4) as command,
    told -> 'labels' as labels
from (
    select
        task.id, task.state, task.worker, task.queue, task.kind,
        coalesce(task.spec, (select payload.spec from payload where payload.task = task.id)) as told
    from task
    where task.id > ?1 and task.id < ?2
    order by task.id
    limit ?3
)
order by id
