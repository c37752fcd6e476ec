-- Locks workers that are to be looked at: those whose lease ended, and those with a task whose
-- holder is not live. One that a hello or a sweep has locked is left to it.
-- $1 how many
select w.id, not w.released and w.lease_until <= now()
from worker as w
where
    (not w.released and w.lease_until <= now())
    or exists (
        select from task as t
        where
            t.worker = w.id
            and t.state in (3, 4)
            and (w.released or t.incarnation <> w.incarnation)
    )
order by w.id
limit $1
for update of w skip locked
