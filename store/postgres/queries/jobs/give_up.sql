-- Nobody waits for the end of these any more; those that have not ended are tasks like any other.
-- $1 tasks, $2 those of them that have not ended
with
awaited as (
    update task set unsettled = null where id = any($1)
),
gone as (
    delete from run where task = any($2)
)
update run set settled = true where task = any($1) and task <> all($2)
