select coalesce(sum(slots), 0) from coordinator where ?1 - renewed_at <= gap
