select id from lane where queue = ?1 and requirements = ?2
