-- Names that an empty one cannot get now. ?1: now.
select name
from worker
where name glob 'worker-[1-9]*' and not released and lease_until > ?1
