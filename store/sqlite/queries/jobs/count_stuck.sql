-- How many are stuck, up to ?1.
select count(*)
from (select 1 from job indexed by job_stuck where deleted_at is null and stuck = 1 limit ?1)
