-- ?1: rows of task, name, sum.
insert into task_counter (task, name, value)
select unhex(said.value ->> 0), said.value ->> 1, said.value ->> 2
from jsonb_each(?1) as said
where true
on conflict (task, name) do update
set
    value = iif(
        task_counter.value > 9223372036854775807 - excluded.value,
        9223372036854775807,
        task_counter.value + excluded.value
    )
