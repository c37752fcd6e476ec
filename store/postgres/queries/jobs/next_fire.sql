select min(fire_at)
from job
where fire_at is not null
