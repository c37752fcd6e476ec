-- Makes a lane under the next number, and the queue that it needs. No row when there are as many
-- lanes as there may be: numbers have no gaps, the makers' lock sees to that.
-- $1 queue, $2 requirements, $3 the most lanes there may be
with
known as (
    insert into queue (name) values ($1) on conflict do nothing
)
insert into lane (id, queue, requirements, digest)
select next.id, $1, $2, sha256(convert_to($2, 'UTF8'))
from (select coalesce((select max(id) from lane), 0) + 1 as id) as next
where next.id <= $3
returning id
