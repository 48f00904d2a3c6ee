SELECT table_name, rows_read, rows_inserted, rows_updated, rows_deleted, rows_rejected, rows_total
  FROM millrace.ledger
 WHERE try_id = $1::text
 ORDER BY load_id
