-- Whether this pass is the only one, and no explicit retry is under way, until it is over.
select pg_try_advisory_xact_lock(7236413)
