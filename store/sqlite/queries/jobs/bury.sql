-- A job is gone from now on: ?2. ?1: job. ?3: its ended runs stay as tasks.
update job
set deleted_at = ?2, keep_runs = ?3, fire_at = null, next_at = null, stuck = 0
where id = ?1 and deleted_at is null
