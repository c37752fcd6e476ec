-- At most ?2 runs and checks of a job that were left behind. ?1: job.
select task as id, is_check from run where job = ?1 order by is_check, task desc limit ?2
