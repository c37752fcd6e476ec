-- The job that was deleted first of those of which something is left.
select id, keep_runs from job indexed by job_deleted where deleted_at is not null
order by deleted_at
limit 1
