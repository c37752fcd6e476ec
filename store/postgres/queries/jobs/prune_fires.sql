-- Old rows of the ledger; what another scheduler is deleting is left to it.
-- $1 before this, $2 how many
delete from fire
where ctid = any(array(
    select ctid
    from fire
    where nominal_at < $1
    order by nominal_at
    limit $2
    for update skip locked
))
