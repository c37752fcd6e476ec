-- The gate of a job that is gone goes with the last task that belongs to it. ?1: job.
update gate set remains = 1 where job = ?1
