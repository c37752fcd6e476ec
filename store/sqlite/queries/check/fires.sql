-- What the ledger calls fired was made as a run of that nominal time, as long as it is kept; there is
-- one run for a nominal time.
select 'job ' || lower(hex(fire.job)) || ' fired at ' || fire.nominal_at || ' with task '
    || lower(hex(fire.task)) || ', which is a run of something else'
from fire
join run on run.task = fire.task
where run.job <> fire.job or run.nominal_at is not fire.nominal_at
union all
select 'job ' || lower(hex(job)) || ' has ' || count(*) || ' runs of the nominal time ' || nominal_at
from run
where nominal_at is not null
group by job, nominal_at
having count(*) > 1
limit 100
