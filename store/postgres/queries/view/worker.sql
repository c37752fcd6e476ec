-- $1 name
select
    w.id, w.name, w.host, w.incarnation, w.session, w.capacity, w.version, w.draining, w.released,
    w.lease_until, w.last_active_at, w.registered_at, coalesce(done.completed, 0),
    coalesce(done.failed, 0), w.cpu_percent, w.memory_percent, w.memory_bytes,
    array(select t.id from task as t where t.worker = w.id and t.state in (3, 4) order by t.id)
from worker as w
left join worker_tally as done on done.worker = w.id
where w.session > 0 and w.name = $1
