-- Chunks with a line above a number. The scan begins at the one that holds the next line.
-- $1 task, $2 attempt, $3 the number, $4 how many
select first_seq, lines, raw_bytes, data
from chunk
where
    task = $1
    and attempt = $2
    and first_seq >= coalesce((
        select max(first_seq) from chunk
        where task = $1 and attempt = $2 and first_seq <= $3 + 1
    ), 0)
    and first_seq + lines - 1 > $3
order by first_seq
limit $4
