-- Writes what jobs' pasts have made of them.
-- $1 ids, $2 states, $3 fire_at, $4 next_at, $5 broken, $6 stuck
update job
set
    revision = revision + 1, state = said.state, fire_at = said.fire_at, next_at = said.next_at,
    broken = said.broken, stuck = said.stuck
from unnest(
    $1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bool[], $6::bool[]
) as said (id, state, fire_at, next_at, broken, stuck)
where job.id = said.id
