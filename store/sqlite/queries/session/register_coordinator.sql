insert into coordinator (advertised) values (?1) returning id
