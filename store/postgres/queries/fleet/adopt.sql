-- The wanted size stays what somebody set before.
-- $1 backend, $2 size
insert into fleet (backend, wanted) values ($1, $2)
on conflict (only_one) do update set backend = excluded.backend
returning backend, wanted, present, last_error
