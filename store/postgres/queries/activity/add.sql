-- $1 times, $2 actors, $3 verbs, $4 kinds of subjects, $5 ids of subjects, $6 how many, $7 details
insert into activity (at, actor, verb, subject_kind, subject_id, n, detail)
select at, actor, verb, subject_kind, subject_id, n, detail
from unnest(
    $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[]
) with ordinality as new (at, actor, verb, subject_kind, subject_id, n, detail, place)
order by place
