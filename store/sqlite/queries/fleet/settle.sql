-- ?1: size. ?2, ?3: wanted size, and whether it was settled, as they were seen.
update fleet set wanted = ?1, settled = 1 where wanted = ?2 and settled = ?3
