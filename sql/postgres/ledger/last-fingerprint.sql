-- The newest load that left a fingerprint decides: when another task has loaded the table since, this
-- task's fingerprint says nothing about what is in it now.
SELECT dag_id, task_id, fingerprint
  FROM millrace.ledger
 WHERE relation = $1::text AND fingerprint IS NOT NULL
 ORDER BY load_id DESC
 LIMIT 1
