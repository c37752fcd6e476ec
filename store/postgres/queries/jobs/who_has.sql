-- $1 name
select id
from job
where lower(name) = lower($1 collate "C") and name = $1 and deleted_at is null
