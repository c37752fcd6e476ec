-- Holds back or lets go on. ?2: from this state. ?3: to this one. ?4: now.
update task
set
    state = ?3,
    -- The time held back does not count as queued.
    start_deadline = max(due, ?4) + start_timeout
where id = ?1 and state = ?2
