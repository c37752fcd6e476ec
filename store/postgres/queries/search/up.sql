-- $1 term, $2 blocks above this, $3 how many
select block, ids from search where term = $1 and block > $2 order by block limit $3
