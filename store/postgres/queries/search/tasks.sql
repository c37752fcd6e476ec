-- Tasks as the index sees them, oldest first. The parts of specs are cut here, so that scripts of a
-- megabyte do not travel.
-- $1 ids above this, $2 ids below this, $3 how many, $4 characters of names and commands
select
    t.id, t.state, t.worker, t.queue, t.kind, left(told.name, $4), left(told.command, $4),
    told.labels::text
from (
    select * from task where id > $1 and id < $2 order by id limit $3
) as t
cross join lateral json_to_record(t.spec::json) as told (name text, command text, labels json)
order by t.id
