insert into scheduler (id, name, duties, last_pass_at)
values (?1, ?2, ?3, ?4)
on conflict (id) do update
set name = excluded.name, duties = excluded.duties, last_pass_at = excluded.last_pass_at
