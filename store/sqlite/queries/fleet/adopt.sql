insert into fleet (id, backend, wanted, settled)
values (1, ?1, ?2, 1)
on conflict (id) do update set
    backend = excluded.backend,
    settled = fleet.settled or fleet.backend <> excluded.backend
returning backend, wanted, present, last_error, settled
