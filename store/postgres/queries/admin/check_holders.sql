-- I1: held tasks whose holder is not live. A lease that ended is not drift: the sweep comes.
select format('task %s is held by worker %s, whose start %s is not live', t.id, t.worker, t.incarnation)
from task as t
where
    t.state in (3, 4)
    and not exists (
        select from worker as w
        where w.id = t.worker and w.incarnation = t.incarnation and not w.released
    )
limit 100
