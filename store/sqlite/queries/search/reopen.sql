-- Enters a task that goes on after its end under those of its block that have not ended. One that
-- no block covers yet needs nothing. ?1: task.
insert into search (term, block, ids)
select 0, own.block, ?1
from (
    select block from search where term = 1 and block <= ?1 order by block desc limit 1
) as own
cross join search_progress
where ?1 <= search_progress.covered
on conflict (term, block) do update set ids = cast(search.ids || excluded.ids as blob)
