-- Gates of jobs that are gone go when no task belongs to them any more. One look at an index for each:
-- the inner query is one that cannot become a join.
-- $1 how many
delete from gate
where id = any(array(
    select id
    from gate
    where
        remains
        and (select task.id from task where task.own_gate = gate.id limit 1) is null
        -- made anew under the same id
        and not exists (select from job where job.id = gate.job)
    limit $1
    for update skip locked
))
