-- I7: what each state demands of its row, also where the constraints were dropped.
select format('task %s in state %s has wrong stamps or no holder', id, state)
from task
where
    ((state in (5, 6, 7)) <> (finished_at is not null))
    or (state in (3, 4) and (worker is null or incarnation is null or picked_at is null))
    or (state = 4 and started_at is null)
    or (state = 3 and started_at is not null)
    or (attempt = 0 and (picked_at is not null or started_at is not null or worker is not null))
    or tries_used > attempt
    or (state not in (3, 4, 5, 6, 7) and canceled_by is not null)
limit 100
