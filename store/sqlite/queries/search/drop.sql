-- ?1: rows of term, block.
delete from search
where (term, block) in (select value ->> 0, unhex(value ->> 1) from jsonb_each(?1))
