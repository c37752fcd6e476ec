-- How many are stuck, up to $1.
select count(*)
from (select from job where deleted_at is null and stuck limit $1) as stuck
