select job is not null as alone, max, settling from gate where id = ?1
