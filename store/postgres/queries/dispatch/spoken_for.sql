-- Of what a worker said in vain: what it had said before. Its own word has moved the attempt when
-- the task, or the row of the ended attempt, still carries its incarnation.
-- $1 tasks, $2 attempts, $3 incarnations, $4 the states that count on the task itself
select said.ord
from unnest($1::uuid[], $2::int[], $3::uuid[]) with ordinality
    as said (id, attempt, incarnation, ord)
where
    exists (
        select from task as t
        where
            t.id = said.id
            and t.attempt = said.attempt
            and t.incarnation = said.incarnation
            and t.state = any($4::smallint[])
    )
    or exists (
        select from attempt as a
        where
            a.task = said.id
            and a.attempt = said.attempt
            and a.incarnation = said.incarnation
    )
