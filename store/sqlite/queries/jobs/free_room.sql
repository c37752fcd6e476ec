update job_total set n = n - 1
