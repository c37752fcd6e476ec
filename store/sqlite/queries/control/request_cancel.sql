update task set canceled_by = ?2 where id = ?1 and state in (3, 4) and canceled_by is null
