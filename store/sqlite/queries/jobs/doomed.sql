-- At most ?1 runs and checks of deleted jobs that have ended.
select id from task indexed by task_doomed where doomed = 1 and state in (5, 6, 7) limit ?1
