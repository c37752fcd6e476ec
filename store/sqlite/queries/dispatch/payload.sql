select spec from payload where task = ?1
