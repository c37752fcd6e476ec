-- At most ?2 rows of the ledger before ?1.
delete from fire
where (job, nominal_at) in (
    select job, nominal_at from fire indexed by fire_nominal where nominal_at < ?1 limit ?2
)
