update worker set draining = ?2 or stopping where name = ?1 returning id
