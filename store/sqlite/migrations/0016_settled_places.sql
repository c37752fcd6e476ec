-- Runs behind a job's gate that have ended and whose end is not part of the job's state: until it is,
-- nobody passes that gate. Next to nothing is ever in here.
create index task_unsettled_alone on task (own_gate)
    where own_gate is not null and unsettled = 1 and state in (5, 6, 7);
