-- ?1: rows of id. Kills are answered, not forgotten.
delete from worker_order
where id in (select value ->> 0 from jsonb_each(?1)) and kind not in (3, 4)
