update fleet set settled = 0
