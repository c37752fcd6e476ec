update worker set draining = ?2 where name = ?1 returning id
