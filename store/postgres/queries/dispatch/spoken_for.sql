-- Of what a worker said in vain: what it had said before, true, and what is still its own to say
-- because the row changed under the statement, false. Its own word has moved the attempt when the
-- task, or the row of the ended attempt, still carries its incarnation.
-- $1 tasks, $2 attempts, $3 incarnations, $4 the states that tell of an earlier word on the task
-- itself
select said.ord, t.state is null or t.state = any($4::smallint[])
from unnest($1::uuid[], $2::int[], $3::uuid[]) with ordinality
    as said (id, attempt, incarnation, ord)
left join task as t
    on t.id = said.id and t.attempt = said.attempt and t.incarnation = said.incarnation
where
    t.id is not null
    or exists (
        select from attempt as a
        where
            a.task = said.id
            and a.attempt = said.attempt
            and a.incarnation = said.incarnation
    )
