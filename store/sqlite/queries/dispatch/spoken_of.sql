-- What is known of attempts that workers speak of, grouped, because most of a call are alike and a
-- row for each takes longer than the update that follows (measured). ?1: rows of task, attempt,
-- incarnation.
select
    state,
    queue,
    worker,
    cancel_requested,
    standing,
    queue_gate,
    own_gate,
    group_concat(place, ' ') as places
from (
    select
        asked.key as place,
        task.state,
        task.queue,
        task.worker,
        task.queue_gate,
        task.own_gate,
        task.canceled_by is not null as cancel_requested,
        -- 2: the speaker has it. 1: the speaker ended it. 0: it is not the speaker's.
        case
            when task.attempt = asked.value ->> 1 and task.incarnation = unhex(asked.value ->> 2)
            then iif(task.state in (3, 4), 2, 1)
            else exists (
                select 1
                from attempt
                where attempt.task = task.id
                    and attempt.attempt = asked.value ->> 1
                    and attempt.incarnation = unhex(asked.value ->> 2)
            )
        end as standing
    from jsonb_each(?1) as asked
    cross join task on task.id = unhex(asked.value ->> 0)
)
group by state, queue, worker, cancel_requested, standing, queue_gate, own_gate
