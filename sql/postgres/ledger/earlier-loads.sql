SELECT run_id, try_number, mode, rows_inserted,
       to_char(loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  FROM millrace.ledger
 WHERE relation = $1::text AND dag_id = $2::text AND task_id = $3::text
   AND interval_start = $4::timestamptz AND interval_end = $5::timestamptz
 ORDER BY load_id DESC
