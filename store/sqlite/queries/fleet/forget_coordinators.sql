-- Those that were killed and never said goodbye.
delete from coordinator where renewed_at < ?1
