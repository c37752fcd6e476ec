-- $1 how many were made
update job_total set n = n + $1
