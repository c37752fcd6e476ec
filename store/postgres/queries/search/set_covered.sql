-- $1 the last id that is covered
update search_progress set covered = $1
