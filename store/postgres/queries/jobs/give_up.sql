-- Nobody waits for the end of these any more. Those that have not ended are tasks like any other, or
-- go once they have.
-- $1 tasks, $2 those of them that have not ended, $3 whether these stay
with
awaited as (
    update task
    set unsettled = null, doomed = case when id = any($2) and not $3 then true end
    where id = any($1)
),
gone as (
    delete from run where task = any($2)
)
update run set settled = true where task = any($1) and task <> all($2)
