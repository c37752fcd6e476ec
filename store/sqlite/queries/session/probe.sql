update probe set written = written + 1 where id = 1
