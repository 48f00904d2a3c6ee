INSERT INTO millrace.ledger (
  try_id, table_name, relation, dag_id, task_id, run_id, try_number, interval_start, interval_end, mode,
  rows_read, rows_inserted, rows_updated, rows_deleted, rows_rejected, rows_total, fingerprint)
VALUES (
  $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::int, $8::timestamptz, $9::timestamptz, $10::text,
  $11::bigint, $12::bigint, $13::bigint, $14::bigint, $15::bigint, $16::bigint, $17::text)
