insert into fleet_kill (name, worker, "replace", asked_at)
values (?1, ?2, ?3, ?4)
returning id
