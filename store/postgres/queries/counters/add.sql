-- In one order everywhere, so that two who add at once do not wait for each other in a circle.
-- $1 tasks, $2 names, $3 sums
insert into task_counter (task, name, value)
select said.task, said.name, said.value
from unnest($1::uuid[], $2::text[], $3::bigint[]) as said (task, name, value)
order by said.task, said.name collate "C"
on conflict (task, name) do update set
    value = case
        when task_counter.value > 9223372036854775807 - excluded.value then 9223372036854775807
        else task_counter.value + excluded.value
    end
