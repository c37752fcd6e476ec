-- $1 size
update fleet set wanted = $1, settled = false
