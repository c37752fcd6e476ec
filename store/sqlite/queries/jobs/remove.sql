-- A job of which nothing is left.
delete from job where id = ?1 and deleted_at is not null
