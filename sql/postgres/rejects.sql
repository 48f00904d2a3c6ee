-- Records that a load could not take: the first thousand of each try. line counts from 1; column_name and value
-- are NULL when the record as a whole was wrong. record is the beginning of its text.
CREATE SCHEMA IF NOT EXISTS millrace;
CREATE TABLE IF NOT EXISTS millrace.rejects (
  try_id      text        NOT NULL,
  dag_id      text        NOT NULL,
  task_id     text        NOT NULL,
  run_id      text        NOT NULL,
  table_name  text        NOT NULL,
  file        text        NOT NULL,
  line        bigint      NOT NULL,
  column_name text,
  value       text,
  reason      text        NOT NULL,
  record      text        NOT NULL,
  rejected_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS rejects_try_id ON millrace.rejects (try_id);
