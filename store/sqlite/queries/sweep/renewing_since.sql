-- Since when the coordinator that has renewed for longest has done so without a gap; null while none
-- does. ?1: now.
select min(renewing_since) from coordinator where ?1 - renewed_at <= gap
