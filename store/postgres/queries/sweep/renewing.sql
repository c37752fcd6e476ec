-- Whether some coordinator renews now and has done so without a gap for a whole lease: only then
-- does a lease that ended mean a worker that is lost.
-- $1 lease in microseconds
select exists (
    select from coordinator
    where
        renewing_since + $1::bigint * interval '1 microsecond' <= renewed_at
        and renewed_at + gap * interval '1 microsecond' >= now()
)
