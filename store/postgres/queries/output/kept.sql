-- Of chunks that were refused: those that are kept already.
-- $1 tasks, $2 attempts, $3 numbers of their first lines
select said.ord
from unnest($1::uuid[], $2::int[], $3::bigint[]) with ordinality
    as said (id, attempt, first_seq, ord)
inner join chunk
    on chunk.task = said.id and chunk.attempt = said.attempt and chunk.first_seq = said.first_seq
