-- Makes room for one more job; changes nothing when there are ?1.
update job_total set n = n + 1 where n < ?1
