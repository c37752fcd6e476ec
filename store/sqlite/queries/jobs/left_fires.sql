-- At most ?2 rows of the ledger of a job go. ?1: job.
delete from fire
where job = ?1 and nominal_at in (select nominal_at from fire where job = ?1 limit ?2)
