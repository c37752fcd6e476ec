select min(due) from task indexed by task_scheduled where state = 1
