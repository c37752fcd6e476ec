update probe set written = written + 1
