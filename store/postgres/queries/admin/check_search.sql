-- I5: every task that the index covers is to be found: among those that had not ended, or where it
-- ended.
with
listed as (
    select search.term, encode(substring(search.ids from place * 16 + 1 for 16), 'hex')::uuid as id
    from search
    cross join lateral generate_series(0, length(search.ids) / 16 - 1) as place
    where search.term in (0, 5, 6, 7)
)
select format('task %s in state %s is not to be found by its state', t.id, t.state)
from task as t
where
    t.id <= (select covered from search_progress)
    and not exists (
        select from listed where listed.id = t.id and listed.term in (0, t.state)
    )
limit 100
