-- Ends sessions that hold the lock exclusively and wait in their transaction for what their client says next.
SELECT pg_terminate_backend(l.pid)
  FROM pg_locks AS l
  JOIN pg_stat_activity AS a ON a.pid = l.pid
  JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
 CROSS JOIN hashtextextended($1::text, 0) AS lock(id)
 WHERE l.locktype = 'advisory'
   AND l.objsubid = 1
   AND l.classid = (lock.id >> 32 & 4294967295)::oid
   AND l.objid = (lock.id & 4294967295)::oid
   AND l.mode = 'ExclusiveLock'
   AND l.granted
   AND a.state LIKE 'idle in transaction%'
