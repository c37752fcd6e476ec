select min(fire_at) from job indexed by job_fire where fire_at is not null
