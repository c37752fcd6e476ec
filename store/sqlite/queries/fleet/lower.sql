update fleet set wanted = max(wanted - 1, 0)
