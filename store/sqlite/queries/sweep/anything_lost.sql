-- Whether a release pass would find something. ?1: now.
select
    exists (select 1 from worker where not released and lease_until <= ?1)
    or exists (
        select 1
        from task indexed by task_held
        cross join worker on worker.id = task.worker
        where task.state in (3, 4)
            and (worker.released or worker.incarnation <> task.incarnation)
    )
