update fleet set present = ?1, last_error = ?2
