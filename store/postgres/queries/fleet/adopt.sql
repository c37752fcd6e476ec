-- The wanted size stays what somebody set before. What another backend finds was settled there.
-- $1 backend, $2 size
insert into fleet (backend, wanted, settled) values ($1, $2, true)
on conflict (only_one) do update set
    backend = excluded.backend, settled = fleet.settled or fleet.backend <> excluded.backend
returning backend, wanted, present, last_error, settled
