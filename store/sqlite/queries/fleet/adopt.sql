insert into fleet (id, backend, wanted)
values (1, ?1, ?2)
on conflict (id) do update set backend = excluded.backend
returning backend, wanted, present, last_error
