-- How many jobs there are; nobody makes or deletes one until the end of this transaction.
select n
from job_total
for update
