-- One maker of lanes at a time, so that numbers have no gaps and the limit is exact.
select pg_advisory_xact_lock(hashtextextended('taskmaster lanes', 0))
