-- One task moved. Last in its transaction.
-- $1 task, $2 from, $3 to
insert into counter (queue, state, stripe, n)
select task.queue, step.state, pg_backend_pid() % 128, step.n
from task cross join (values ($2::smallint, -1), ($3::smallint, 1)) as step (state, n)
where task.id = $1
order by step.state
on conflict (queue, state, stripe) do update set n = counter.n + excluded.n
