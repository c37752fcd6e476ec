-- Every task that the index covers is to be found: among those that had not ended, or where it
-- ended.
with recursive
place (at) as (
    select 0
    union all
    select at + 16 from place where at + 16 < (select max(length(ids)) from search)
),
listed (term, id) as (
    select search.term, substr(search.ids, place.at + 1, 16)
    from search
    cross join place on place.at < length(search.ids)
    where search.term in (0, 5, 6, 7)
)
select 'task ' || lower(hex(task.id)) || ' in state ' || task.state
    || ' is not to be found by its state'
from task
where task.id <= (select covered from search_progress)
    and (task.id, 0) not in (select id, term from listed)
    and (task.id, task.state) not in (select id, term from listed)
limit 100
