-- For each new task with an idempotency key that is not kept under its own id: the task that
-- stands in its place, null when that one has gone meanwhile.
-- $1 ids, $2 creators, $3 keys
select new.ord, old.id, old.spec
from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as new (id, created_by, key, ord)
left join task as old on old.created_by = new.created_by and old.idempotency_key = new.key
where not exists (select from task as same where same.id = new.id)
