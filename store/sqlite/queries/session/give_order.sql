insert into worker_order (worker, kind, task, attempt, given_at)
values (?1, ?2, ?3, ?4, ?5)
returning id
