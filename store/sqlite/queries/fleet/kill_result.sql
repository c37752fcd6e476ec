select outcome, requeued, container from fleet_kill where id = ?1 and outcome is not null
