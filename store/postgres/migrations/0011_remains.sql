-- What is left of deleted jobs until the last of it may go.

-- True on a run, or a check, of a deleted job that had not ended: in an index once it has.
alter table task add column doomed bool;
create index task_doomed on task (id) where doomed and state in (5, 6, 7);

-- Its job is deleted: it goes with the last task that belongs to it.
alter table gate add column remains bool not null default false;
create index gate_remains on gate (id) where remains;
create index task_of_gate on task (own_gate) where own_gate is not null;
