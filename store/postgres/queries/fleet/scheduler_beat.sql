-- $1 scheduler, $2 name, $3 duties, $4 now, $5 those silent since then are forgotten
with
forgotten as (
    delete from scheduler where last_pass_at < $5 and id <> $1
)
insert into scheduler (id, name, duties, last_pass_at) values ($1, $2, $3, $4)
on conflict (id) do update set
    name = excluded.name, duties = excluded.duties, last_pass_at = excluded.last_pass_at
