-- ?2: from this state. ?3: who asks. ?4: now.
update task set state = 7, canceled_by = ?3, finished_at = ?4 where id = ?1 and state = ?2
