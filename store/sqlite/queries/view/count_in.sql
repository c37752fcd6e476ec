-- ?1: a bit for each state. ?2: queue or null.
select coalesce(sum(n), 0)
from counter
where ?1 & (1 << state) and (?2 is null or queue = ?2)
