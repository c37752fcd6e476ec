-- One nameless hello at a time.
select pg_advisory_xact_lock(hashtextextended('taskmaster worker names', 0))
