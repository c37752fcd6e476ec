update worker set draining = 1, stopping = 1 where id = ?1 and session = ?2
