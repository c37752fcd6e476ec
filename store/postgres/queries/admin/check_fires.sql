-- I4: what the ledger calls fired was made as a run of that nominal time, as long as it is kept; there
-- is one run for a nominal time.
select format('job %s fired at %s with task %s, a run of something else', f.job, f.nominal_at, f.task)
from fire as f
join run on run.task = f.task
where run.job <> f.job or run.nominal_at is distinct from f.nominal_at
union all
select format('job %s has %s runs of the nominal time %s', job, count(*), nominal_at)
from run
where nominal_at is not null
group by job, nominal_at
having count(*) > 1
limit 100
