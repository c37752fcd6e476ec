-- A job of which nothing is left. Its gate goes with the last task that belongs to it.
-- $1 job
with
left_behind as (
    update gate set remains = true where job = $1
)
delete from job where id = $1 and deleted_at is not null
