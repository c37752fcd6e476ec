-- ?1 nonce, ?2 expires_at, ?3 how many may be kept
insert into ended_session (nonce, expires_at)
select ?1, ?2
where (select count(*) from ended_session where nonce <> ?1) < ?3
-- A row that stays as it is counts as kept.
on conflict (nonce) do update set nonce = excluded.nonce
