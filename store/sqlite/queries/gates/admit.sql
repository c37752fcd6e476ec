-- Lets the first tasks pass gate ?1, of which ?2 may have a place, any number when that is null; at
-- most ?3 at once.
update task
set gate = null
where rowid in (
    select rowid
    from task indexed by task_waiting
    where state = 2 and gate is not null and gate = ?1
    order by priority desc, due, id
    limit iif(
        ?2 is null,
        ?3,
        max(0, min(?3, ?2 - (
            select count(*)
            from task as other indexed by task_admitted
            where other.queue_gate = ?1
                and other.queue_gate is not null
                and other.gate is null
                and other.state in (1, 2, 3, 4)
        )))
    )
)
returning lane
