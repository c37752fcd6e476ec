-- Held tasks whose (worker, incarnation) is not live, of locked workers and of workers that are
-- not known.
-- $1 workers, locked
select t.id, t.attempt
from task as t
where
    t.state in (3, 4)
    and (
        (
            t.worker = any($1::bigint[])
            and not exists (
                select from worker as w
                where w.id = t.worker and w.incarnation = t.incarnation and not w.released
            )
        )
        or not exists (select from worker as w where w.id = t.worker)
    )
order by t.id
