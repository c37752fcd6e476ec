-- Whoever makes counters that were not there waits here for whoever else does: how many a task has
-- is counted before.
select pg_advisory_xact_lock(8389754676633367667)
