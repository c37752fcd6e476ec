-- $1 size, $2 wanted size and $3 whether it was settled, as they were seen
update fleet set wanted = $1, settled = true
where wanted = $2 and settled = $3
