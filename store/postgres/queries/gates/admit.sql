-- $1 gates
select admit($1)
