-- Tasks of these ids, newest first, as far as the columns of the hot row tell whether they pass.
-- $1 ids, $2 states, $3 queue, $4 kind, $5 worker, $6 made from, $7 made before
select
    t.id, t.spec, t.state, t.attempt, t.tries_used, t.created_at, t.due, t.picked_at, t.started_at,
    t.finished_at, t.worker, w.name, t.exit_code, t.failure_kind, t.failure_message, t.result,
    t.canceled_by
from task as t
left join worker as w on w.id = t.worker
where
    t.id = any($1)
    -- `+ 0`: by the primary key and no other
    and (cardinality($2::smallint[]) = 0 or t.state + 0 = any($2))
    and ($3 = '' or t.queue = $3)
    and ($4 = '' or t.kind = $4)
    and ($5::bigint is null or t.worker = $5)
    and ($6::timestamptz is null or t.created_at >= $6)
    and ($7::timestamptz is null or t.created_at < $7)
order by t.id desc
