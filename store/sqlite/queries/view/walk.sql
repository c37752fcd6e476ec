-- Ids of at most ?9 tasks that match, among the ?2 newest between ?15 and ?1. The inner query runs
-- only as far as the outer one asks.
select id
from (
    select id, state, queue, kind, worker, created_at
    from task
    where id < ?1 and id > ?15
    order by id desc
    limit ?2
) as walked
where
    -- A bit for each state, 0 for any.
    (?3 = 0 or ?3 & (1 << state))
    and (?4 is null or queue = ?4)
    and (?5 is null or kind = ?5)
    and (?6 is null or worker = ?6)
    and (?7 is null or created_at >= ?7)
    and (?8 is null or created_at < ?8)
    -- The specs of those that all else lets pass, when ?10: with labels ?12, and a name or a command
    -- that begins with ?14. ?11 and ?13 are pieces that such specs have, sooner sought than parsed.
    -- The limit sees to it that a spec is fetched once.
    and (
        not ?10
        or exists (
            select 1
            from (
                select coalesce(
                    task.spec,
                    (select payload.spec from payload where payload.task = task.id)
                ) as spec
                from task
                where task.id = walked.id
                limit 1
            ) as told
            where
                case when ?11 is null or instr(told.spec, ?11) then
                    not exists (
                        select 1
                        from json_each(?12) as wanted
                        where told.spec -> 'labels' ->> wanted.key is not wanted.value
                    )
                end
                and case
                    when ?13 is null then 1
                    when instr(lower(told.spec), ?13) then
                        ?14 in (
                            lower(substr(told.spec ->> 'name', 1, length(?14))),
                            lower(substr(told.spec ->> 'command', 1, length(?14)))
                        )
                end
        )
    )
order by id desc
limit ?9
