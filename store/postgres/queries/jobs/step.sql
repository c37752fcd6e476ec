-- Writes what jobs' pasts have made of them, where these are as they were read.
-- $1 ids, $2 states, $3 fire_at, $4 next_at, $5 broken, $6 stuck, $7 revisions as read
-- Answers with the ids of those. A deletion is a revision: to ask for deleted_at would lead into the
-- indexes of names.
update job
set
    revision = job.revision + 1, state = said.state, fire_at = said.fire_at, next_at = said.next_at,
    broken = said.broken, stuck = said.stuck
from unnest(
    $1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bool[], $6::bool[], $7::bigint[]
) as said (id, state, fire_at, next_at, broken, stuck, revision)
where job.id = said.id and job.revision = said.revision
returning job.id
