-- What an older start was told: to take nothing new (1), to say that it lives (2), to go on (5).
delete from worker_order where worker = ?1 and kind in (1, 2, 5)
