-- Gates that somebody waits at, by a loose scan of the index.
with recursive
awaited (id) as (
    select min(gate) from task indexed by task_waiting where state = 2 and gate is not null
    union all
    select (
        select min(gate)
        from task indexed by task_waiting
        where state = 2 and gate is not null and gate > awaited.id
    )
    from awaited
    where awaited.id is not null
)
select id from awaited where id is not null limit ?1
