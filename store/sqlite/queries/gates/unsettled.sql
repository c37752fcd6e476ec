-- Gates whose backlog is still to be brought before them.
select id, queue from gate where settling and queue is not null
