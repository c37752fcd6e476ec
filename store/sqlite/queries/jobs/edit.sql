-- Writes what owners said, and that it is a version. ?1: rows of id, name, version, enabled, updated_at.
update job
set
    name = said.value ->> 1,
    version = said.value ->> 2,
    enabled = said.value ->> 3,
    updated_at = said.value ->> 4
from jsonb_each(?1) as said
where job.id = unhex(said.value ->> 0)
