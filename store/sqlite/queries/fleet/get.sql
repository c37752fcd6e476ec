select backend, wanted, present, last_error, settled from fleet
