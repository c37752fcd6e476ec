-- ?1: rows of queue, state, delta.
insert into counter (queue, state, n)
select value ->> 0, value ->> 1, value ->> 2
from jsonb_each(?1)
-- Without a `where` the parser would take `on` for a join's.
where true
on conflict (queue, state) do update set n = n + excluded.n
