update fleet set wanted = ?1, settled = 0
