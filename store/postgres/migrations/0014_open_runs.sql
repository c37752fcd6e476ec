-- Open runs are asked for by their job, which has an index of its own.
drop index run_open;
