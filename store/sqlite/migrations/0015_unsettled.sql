-- Ends that no job knows of yet in the order in which they came, so that the earliest is seen first.
drop index task_unsettled;
create index task_unsettled on task (finished_at) where unsettled = 1 and state in (5, 6, 7);
