select key from cluster
