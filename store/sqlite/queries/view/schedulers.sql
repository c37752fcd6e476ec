-- Those that were silent for an hour are forgotten by the others' beats.
select name, duties, last_pass_at from scheduler order by name, id
