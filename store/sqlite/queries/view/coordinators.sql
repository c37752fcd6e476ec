select id, advertised, renewed_at from coordinator where renewed_at >= ?1 order by id
