-- Lets the first task pass gate ?1, which has a single place, when that is free and its job knows of
-- all ends before it.
update task
set gate = queue_gate
where rowid in (
    select rowid
    from task indexed by task_waiting
    where state = 2
        and gate is not null
        and gate = ?1
        and not exists (
            select 1
            from task as other indexed by task_alone
            where other.own_gate = ?1
                and other.own_gate is not null
                and other.gate is not other.own_gate
                and other.state in (1, 2, 3, 4)
        )
        and not exists (
            select 1
            from task as ended indexed by task_unsettled_alone
            where ended.own_gate = ?1
                and ended.own_gate is not null
                and ended.unsettled = 1
                and ended.state in (5, 6, 7)
        )
    order by priority desc, due, id
    limit 1
)
returning lane, gate
