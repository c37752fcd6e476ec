-- A job of which nothing is left.
-- $1 job
delete from job where id = $1 and deleted_at is not null
