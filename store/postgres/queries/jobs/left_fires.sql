-- $1 job, $2 how many
delete from fire
where job = $1 and nominal_at = any(array(select nominal_at from fire where job = $1 limit $2))
