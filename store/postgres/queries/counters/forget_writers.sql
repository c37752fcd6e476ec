-- $1 writers who have written nothing since
delete from task_counter_writer where written_at < $1
