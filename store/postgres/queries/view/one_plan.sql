-- Pages have one right plan, whatever the statistics say of a table that was empty a minute ago: with
-- none a walk became a sort of a million rows (5 s).
select
    set_config('enable_seqscan', 'off', true),
    set_config('enable_bitmapscan', 'off', true),
    set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)
