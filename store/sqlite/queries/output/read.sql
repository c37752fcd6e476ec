-- ?3: the line behind which to read. ?4: limit.
select first_seq, lines, raw_bytes, data
from chunk
where task = ?1
    and attempt = ?2
    -- From the chunk on that may have the next line; the chunks before it are not looked at.
    and first_seq >= coalesce(
        (
            select max(earlier.first_seq)
            from chunk as earlier
            where earlier.task = ?1 and earlier.attempt = ?2 and earlier.first_seq <= ?3 + 1
        ),
        0
    )
    and first_seq + lines > ?3 + 1
order by first_seq
limit ?4
