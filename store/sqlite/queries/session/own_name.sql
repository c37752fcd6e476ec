-- The name that a start was given before.
select name from worker where incarnation = ?1 order by id limit 1
