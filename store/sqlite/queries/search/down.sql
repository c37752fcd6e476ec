-- ?1: term. ?2: blocks not above this. ?3: how many.
select block, ids from search where term = ?1 and block <= ?2 order by block desc limit ?3
