-- What is known of attempts that workers speak of. ?1: rows of place in the call, task, attempt,
-- incarnation.
select
    asked.value ->> 0 as place,
    task.state,
    task.queue,
    task.worker,
    task.canceled_by is not null as cancel_requested,
    -- 2: the speaker has it. 1: the speaker ended it. 0: it is not the speaker's.
    case
        when task.attempt = asked.value ->> 2 and task.incarnation = unhex(asked.value ->> 3)
        then iif(task.state in (3, 4), 2, 1)
        else exists (
            select 1
            from attempt
            where attempt.task = task.id
                and attempt.attempt = asked.value ->> 2
                and attempt.incarnation = unhex(asked.value ->> 3)
        )
    end as standing
from jsonb_each(?1) as asked
cross join task on task.id = unhex(asked.value ->> 1)
