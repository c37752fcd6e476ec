-- Completed tasks in the order of their ids, so that those behind a long backlog are found past it.
create index task_completed on task (id) where state = 5;
