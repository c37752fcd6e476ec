-- $1 term, $2 block
select block, ids from search where term = $1 and block = $2
