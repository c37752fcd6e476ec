-- How jobs stand, until the end of this transaction.
-- $1 ids
select id, revision, name, deleted_at is not null
from job
where id = any($1)
order by id
for no key update
