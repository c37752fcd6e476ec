-- Writes what jobs' pasts have made of them, where these are as they were read: the caller compares the
-- number of rows. ?1: rows of id, state, fire_at, next_at, broken, stuck, revision as read.
update job
set
    revision = job.revision + 1,
    state = said.value ->> 1,
    fire_at = said.value ->> 2,
    next_at = said.value ->> 3,
    broken = said.value ->> 4,
    stuck = said.value ->> 5
from jsonb_each(?1) as said
where job.id = unhex(said.value ->> 0)
    and job.revision = said.value ->> 6
    and job.deleted_at is null
