-- Every statement that brings a task to its queue reads this table. So this waits for those under
-- way, and those that come later see what this transaction sets: none slips past a new limit.
lock table gate in access exclusive mode
