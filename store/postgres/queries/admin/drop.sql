drop table if exists
    task, task_live, attempt, worker, worker_tally, worker_order, lane, queue, counter, chunk,
    coordinator, probe,
    scheduler, lease, fleet, fleet_kill, cluster, sign_in_code, search, search_progress, task_minute,
    _sqlx_migrations
cascade
