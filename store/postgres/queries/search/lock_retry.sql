-- Until this retry is over no pass of filling reads.
select pg_advisory_xact_lock_shared(7236413)
