-- The task of an idempotency key. $1 its creator, $2 the key
select id from task where created_by = $1 and idempotency_key = $2
