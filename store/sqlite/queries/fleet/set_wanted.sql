update fleet set wanted = ?1
