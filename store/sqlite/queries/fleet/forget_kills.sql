delete from fleet_kill where answered_at < ?1
