drop table if exists
    task, task_live, task_counter, task_counter_writer, attempt, worker, worker_tally, worker_order, lane, queue, counter, chunk,
    coordinator, probe, activity,
    scheduler, lease, fleet, fleet_kill, cluster, sign_in_code, ended_session, search, search_progress, task_minute,
    gate, job, job_total, job_version, fire, run,
    _sqlx_migrations
cascade
