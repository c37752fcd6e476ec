-- ?1 digest, ?2 principal, ?3 role, ?4 expires_at, ?5 session_until, ?6 how many may wait
insert into sign_in_code (digest, principal, role, expires_at, session_until)
select ?1, ?2, ?3, ?4, ?5
where (select count(*) from sign_in_code where digest <> ?1) < ?6
-- A row that stays as it is counts as kept.
on conflict (digest) do update set digest = excluded.digest
