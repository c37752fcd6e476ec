-- What is left of deleted jobs until the last of it may go.

-- 1 on a run, or a check, of a deleted job that had not ended: in an index once it has.
alter table task add column doomed integer;
create index task_doomed on task (id) where doomed = 1 and state in (5, 6, 7);

-- Its job is deleted: it goes with the last task that belongs to it.
alter table gate add column remains integer not null default 0 check (remains in (0, 1));
create index gate_remains on gate (id) where remains = 1;
create index task_of_gate on task (own_gate) where own_gate is not null;
