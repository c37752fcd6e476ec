-- At most ?1 gates of jobs that are gone, to which no task belongs any more.
select id
from gate indexed by gate_remains
where remains = 1
    -- made anew under the same id
    and not exists (select 1 from job where job.id = gate.job)
    and not exists (
        select 1 from task indexed by task_of_gate
        where own_gate = gate.id and own_gate is not null
    )
limit ?1
