-- ?1: ids below this. ?2: how many rows.
select id, at, actor, verb, subject_kind, subject_id, n, detail
from activity
where id < ?1
order by id desc
limit ?2
