-- At most ?2 versions of a job go. ?1: job.
delete from job_version
where job = ?1 and version in (select version from job_version where job = ?1 limit ?2)
