-- Tasks that a walk along the ids finds, newest first. The inner limit bounds what one call looks at;
-- nothing but the primary key is walked.
-- $1 ids below this, $14 ids above this, $2 states, $3 queue, $4 kind, $5 worker, $6 made from, $7 made before,
-- $8 how many, $9 how many are looked at, $11 labels, $13 what the name or the command begins with
-- $10 and $12 are pieces of all specs with these labels and such a text, sooner sought than parsed
select
    t.id, t.spec, t.state, t.attempt, t.tries_used, t.created_at, t.due, t.picked_at, t.started_at,
    t.finished_at, t.worker, w.name, t.exit_code, t.failure_kind, t.failure_message, t.result,
    t.canceled_by
from (
    select *
    from task
    where id < $1 and id > $14
    order by id desc
    limit $9
) as t
left join worker as w on w.id = t.worker
where
    (cardinality($2::smallint[]) = 0 or t.state = any($2))
    and ($3 = '' or t.queue = $3)
    and ($4 = '' or t.kind = $4)
    and ($5::bigint is null or t.worker = $5)
    and ($6::timestamptz is null or t.created_at >= $6)
    and ($7::timestamptz is null or t.created_at < $7)
    and case
        when $10::text is null then true
        when strpos(t.spec, $10) = 0 then false
        else (t.spec::jsonb -> 'labels') @> $11::jsonb
    end
    and case
        when $12::text is null then true
        when strpos(lower(t.spec collate "C"), $12) = 0 then false
        else exists (
            select
            from json_to_record(t.spec::json) as told (name text, command text)
            where
                lower(left(told.name, length($13)) collate "C") = $13
                or lower(left(told.command, length($13)) collate "C") = $13
        )
    end
order by t.id desc
limit $8
