-- Whether some coordinator has been renewing without a gap for a whole lease. ?1: now. ?2: lease.
select exists (
    select 1
    from coordinator
    where ?1 - renewed_at <= gap and ?1 - renewing_since >= ?2
)
