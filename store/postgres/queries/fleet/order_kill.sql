-- $1 name, $2 worker, $3 whether another is to take its place, $4 now
insert into fleet_kill (name, worker, replace, asked_at)
values ($1, $2, $3, $4)
returning id
