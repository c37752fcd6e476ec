-- No row when there are as many queues with rules as there may be.
-- $1 queue, $2 whether nothing is given out, $3 how many queues there may be
insert into queue (name, paused)
select $1, $2
where
    exists (select from queue where name = $1)
    or (select count(*) from queue) < $3
on conflict (name) do update set paused = excluded.paused
returning name
