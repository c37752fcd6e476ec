-- The ledger of a job that is there, latest first. The line marked `rare:` is switched on where no
-- fired ones are wanted.
-- $1 job, $2 from this, $3 before this, $4 outcomes, $5 how many
select job, nominal_at, decided_at, version, outcome, task
from fire
where
    job = $1
    and nominal_at >= $2
    and nominal_at < $3
    -- rare: and outcome <> 0
    and (cardinality($4::smallint[]) = 0 or outcome = any($4))
    and exists (select from job where id = $1 and deleted_at is null)
order by nominal_at desc
limit $5
