-- Which chunks are kept. ?1: rows as in append.
select said.key as place
from jsonb_each(?1) as said
cross join chunk
    on chunk.task = unhex(said.value ->> 0)
    and chunk.attempt = said.value ->> 1
    and chunk.first_seq = said.value ->> 3
