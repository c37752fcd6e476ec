-- The ledger of a job that is there, latest first. ?1: job. ?2: from this. ?3: before this. ?4: a bit
-- for each outcome, 0 for any. ?5: how many. The line marked `rare:` is switched on where no fired
-- ones are wanted.
select job, nominal_at, decided_at, version, outcome, task
from fire
where job = ?1
    and nominal_at >= ?2
    and nominal_at < ?3
    -- rare: and outcome <> 0
    and (?4 = 0 or ?4 & (1 << outcome))
    and exists (select 1 from job where id = ?1 and deleted_at is null)
order by nominal_at desc
limit ?5
