-- ?1: order. ?2: outcome. ?3: tasks that went back. ?4: container.
update fleet_kill set outcome = ?2, requeued = ?3, container = ?4
where id = ?1 and outcome is null
