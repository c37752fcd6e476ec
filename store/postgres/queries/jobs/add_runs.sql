-- Which runs of which jobs tasks are. The line marked `repeat:` is switched on where some are kept already.
-- $1 tasks, $2 jobs, $3 versions, $4 triggers, $5 nominal times, $6 names of checks
insert into run (task, job, version, trigger, nominal_at, check_name)
select *
from unnest(
    $1::uuid[], $2::uuid[], $3::int[], $4::smallint[], $5::timestamptz[], $6::text[]
)
-- repeat: on conflict (task) do nothing
