-- $1 tasks, $2 attempts
select t.id, t.attempt, t.spec, t.tries_used, t.canceled_by is not null
from unnest($1::uuid[], $2::int[]) with ordinality as wish (id, attempt, ord)
inner join task as t on t.id = wish.id
-- `+ 0`: by the primary key and no other, however few held tasks the planner expects
where t.attempt = wish.attempt and t.state + 0 in (3, 4)
order by wish.ord
