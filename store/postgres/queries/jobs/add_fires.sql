-- What was decided stays: the line marked `repeat:` is switched on where some of it is kept already.
-- $1 jobs, $2 nominal times, $3 decided at, $4 versions, $5 outcomes, $6 tasks
insert into fire (job, nominal_at, decided_at, version, outcome, task)
select *
from unnest(
    $1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::int[], $5::smallint[], $6::uuid[]
)
-- repeat: on conflict (job, nominal_at) do nothing
