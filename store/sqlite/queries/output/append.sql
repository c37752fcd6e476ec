-- Keeps chunks of attempts that their speakers have. ?1: rows of task, attempt, incarnation,
-- first_seq, lines, raw_bytes, offset and length of the data. ?2: the data of all, one behind the
-- other.
insert into chunk (task, attempt, first_seq, lines, raw_bytes, data)
select
    task.id,
    task.attempt,
    said.value ->> 3,
    said.value ->> 4,
    said.value ->> 5,
    substr(?2, (said.value ->> 6) + 1, said.value ->> 7)
from jsonb_each(?1) as said
cross join task
    on task.id = unhex(said.value ->> 0)
    and task.attempt = said.value ->> 1
    and task.incarnation = unhex(said.value ->> 2)
    and task.state in (3, 4)
where true
on conflict (task, attempt, first_seq) do nothing
