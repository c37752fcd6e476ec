-- $1 name
select id
from job
where name = $1 and deleted_at is null
