-- ?1: rows of term, block, ids.
insert into search (term, block, ids)
select value ->> 0, unhex(value ->> 1), unhex(value ->> 2)
from jsonb_each(?1)
