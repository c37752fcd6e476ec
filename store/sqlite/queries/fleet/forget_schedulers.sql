delete from scheduler where last_pass_at < ?1
