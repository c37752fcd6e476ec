-- $1 workers seen, $2 what went wrong
update fleet set present = $1, last_error = $2
