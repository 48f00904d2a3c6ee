INSERT INTO millrace.rejects
       (try_id, dag_id, task_id, run_id, table_name, file, line, column_name, value, reason, record)
SELECT $1, $2, $3, $4, $5, r.file, r.line, r.column_name, r.value, r.reason, r.record
  FROM unnest($6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[])
       AS r (file, line, column_name, value, reason, record)
