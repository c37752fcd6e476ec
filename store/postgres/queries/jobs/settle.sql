-- The ends of these runs are part of their jobs' states now. Answers with the gates of jobs that may
-- let somebody pass for it.
-- $1 tasks, $2 jobs
with
settled as (
    update run
    set settled = true
    from unnest($1::uuid[], $2::uuid[]) as said (task, job)
    where run.task = said.task and run.job = said.job and not run.settled
    returning run.task
),
known as (
    update task
    set unsettled = null
    from settled
    where task.id = settled.task
    returning task.own_gate
)
select distinct own_gate from known where own_gate is not null
