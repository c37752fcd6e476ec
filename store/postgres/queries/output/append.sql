-- Keeps chunks of attempts that are their speaker's; answers with those.
-- $1 tasks, $2 attempts, $3 incarnations, $4 numbers of their first lines, $5 lines, $6 raw bytes,
-- $7 data
with
own as materialized (
    select said.*
    from unnest(
        $1::uuid[], $2::int[], $3::uuid[], $4::bigint[], $5::int[], $6::bigint[], $7::bytea[]
    ) with ordinality as said (
        id, attempt, incarnation, first_seq, lines, raw_bytes, data, ord
    )
    inner join task as t on t.id = said.id
    -- `+ 0`: by the primary key and no other, however few held tasks the planner expects
    where t.attempt = said.attempt and t.incarnation = said.incarnation and t.state + 0 in (3, 4)
),
kept as (
    insert into chunk (task, attempt, first_seq, lines, raw_bytes, data)
    select id, attempt, first_seq, lines, raw_bytes, data
    from own
    order by id, attempt, first_seq
    on conflict do nothing
)
select ord from own
