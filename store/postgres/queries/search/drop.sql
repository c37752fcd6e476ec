-- $1 terms, $2 blocks
delete from search
using unnest($1::bigint[], $2::uuid[]) as gone (term, block)
where search.term = gone.term and search.block = gone.block
