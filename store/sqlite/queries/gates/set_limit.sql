-- No row when there are as many queues with rules as there may be. ?2: limit or null. ?3: how many
-- queues may have rules.
insert into gate (queue, max, settling)
select ?1, ?2, ?2 is not null
where exists (select 1 from gate where queue = ?1)
    or (select count(*) from gate where queue is not null) < ?3
on conflict (queue) do update set max = excluded.max, settling = excluded.settling
returning id
