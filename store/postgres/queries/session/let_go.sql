-- Lets a worker go, on its locked row. No row when a newer start has its name, or it is gone.
-- $1 worker, $2 incarnation
update worker set released = true, lease_until = least(lease_until, now())
where id = $1 and incarnation = $2 and not released
returning id
