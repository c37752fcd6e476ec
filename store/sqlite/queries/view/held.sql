-- Who has what.
select worker, id from task indexed by task_held where state in (3, 4) order by id
