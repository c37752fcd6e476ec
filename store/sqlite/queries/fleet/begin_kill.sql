-- ?1: order. ?2: worker. ?3: container.
update fleet_kill set worker = coalesce(?2, worker), container = ?3
where id = ?1 and outcome is null
returning "replace"
