delete from coordinator where id = ?1
