select backend, wanted, present, last_error from fleet
