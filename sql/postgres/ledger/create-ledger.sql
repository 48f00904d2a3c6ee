-- One row for each table that a committed try loaded, written in the load's own transaction.
-- table_name is as the author wrote it, relation is the table that it stood for. Both are empty for a load
-- that names no table.
CREATE TABLE millrace.ledger (
  load_id        bigint      GENERATED ALWAYS AS IDENTITY,
  try_id         text        NOT NULL,
  table_name     text        NOT NULL,
  relation       text        NOT NULL,
  dag_id         text        NOT NULL,
  task_id        text        NOT NULL,
  run_id         text        NOT NULL,
  try_number     integer     NOT NULL,
  interval_start timestamptz NOT NULL,
  interval_end   timestamptz NOT NULL,
  mode           text        NOT NULL,
  rows_read      bigint      NOT NULL,
  rows_inserted  bigint      NOT NULL,
  rows_updated   bigint      NOT NULL,
  rows_deleted   bigint      NOT NULL,
  rows_rejected  bigint      NOT NULL,
  rows_total     bigint,
  fingerprint    text,
  loaded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (try_id, table_name)
)
