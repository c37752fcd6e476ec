-- Those of these gates that still may go, see `left_gates`. ?1: rows of id.
delete from gate
where id in (select value ->> 0 from jsonb_each(?1))
    and not exists (select 1 from job where job.id = gate.job)
    and not exists (
        select 1 from task indexed by task_of_gate
        where own_gate = gate.id and own_gate is not null
    )
