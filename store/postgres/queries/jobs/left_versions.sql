-- $1 job, $2 how many
delete from job_version
where job = $1 and version = any(array(select version from job_version where job = $1 limit $2))
