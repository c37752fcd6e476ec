drop table if exists
    task, attempt, worker, worker_tally, worker_order, lane, queue, counter, chunk, coordinator,
    scheduler, lease, fleet, _sqlx_migrations
cascade
