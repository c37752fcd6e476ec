-- Makes it when it is new.
insert into gate (job, max) values (?1, 1)
on conflict (job) do update set max = max
returning id
