-- $1 minutes before this, $2 how many rows
delete from task_minute
where (queue, minute) in (
    select queue, minute from task_minute where minute < $1 order by minute limit $2
)
