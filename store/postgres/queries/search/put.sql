-- $1 terms, $2 blocks, $3 ids
insert into search (term, block, ids)
select * from unnest($1::bigint[], $2::uuid[], $3::bytea[])
