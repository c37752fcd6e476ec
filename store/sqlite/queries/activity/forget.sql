-- ?1: how many stay. ?2: how many may go.
delete from activity
where id in (
    select id
    from activity
    where id <= (select id from activity order by id desc limit 1 offset ?1)
    order by id
    limit ?2
)
