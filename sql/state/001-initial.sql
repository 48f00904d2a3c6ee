-- The run history. `event` is the truth and only ever grows; the other tables are derived from it, in the
-- same transaction, so that views need no replay. Times are milliseconds since the epoch, intervals ISO 8601.

CREATE TABLE event (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  type    TEXT    NOT NULL,
  run_id  TEXT,
  task_id TEXT,
  body    TEXT    NOT NULL
) STRICT;

CREATE INDEX event_run ON event (run_id, seq);

CREATE TABLE backfill (
  backfill_id TEXT    PRIMARY KEY,
  dag_id      TEXT    NOT NULL,
  range_from  TEXT    NOT NULL,
  range_to    TEXT    NOT NULL,
  runs        INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  run_id          TEXT    PRIMARY KEY,
  dag_id          TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  interval_start  TEXT    NOT NULL,
  interval_end    TEXT    NOT NULL,
  params          TEXT    NOT NULL,
  backfill_id     TEXT,
  previous_run_id TEXT,
  state           TEXT    NOT NULL,
  reason          TEXT,
  created_at      INTEGER NOT NULL,
  started_at      INTEGER,
  ended_at        INTEGER
) STRICT;

CREATE UNIQUE INDEX run_interval ON run (dag_id, interval_start);
CREATE INDEX run_state ON run (dag_id, state);
CREATE INDEX run_ended ON run (dag_id, ended_at);

CREATE TABLE task_instance (
  run_id      TEXT    NOT NULL,
  task_id     TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  try_number  INTEGER NOT NULL,
  retries_used INTEGER NOT NULL,
  try_id      TEXT,
  started_at  INTEGER,
  ended_at    INTEGER,
  next_at     INTEGER,
  is_loaded   INTEGER NOT NULL,
  note        TEXT,
  error       TEXT,
  PRIMARY KEY (run_id, task_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_try (
  try_id     TEXT    PRIMARY KEY,
  run_id     TEXT    NOT NULL,
  task_id    TEXT    NOT NULL,
  try_number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  outcome    TEXT,
  error      TEXT
) STRICT;

CREATE INDEX task_try_task ON task_try (run_id, task_id, try_number);

-- What each committed load did to its table.
CREATE TABLE load (
  try_id     TEXT    NOT NULL,
  run_id     TEXT    NOT NULL,
  task_id    TEXT    NOT NULL,
  table_name TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  read       INTEGER NOT NULL,
  inserted   INTEGER NOT NULL,
  updated    INTEGER NOT NULL,
  deleted    INTEGER NOT NULL,
  rejected   INTEGER NOT NULL,
  total      INTEGER
) STRICT;

CREATE INDEX load_table ON load (table_name, at);
CREATE INDEX load_task ON load (run_id, task_id);

CREATE TABLE check_result (
  try_id   TEXT    NOT NULL,
  run_id   TEXT    NOT NULL,
  task_id  TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  outcome  TEXT    NOT NULL,
  observed TEXT    NOT NULL,
  expected TEXT    NOT NULL,
  message  TEXT    NOT NULL,
  sql      TEXT
) STRICT;

CREATE INDEX check_result_task ON check_result (run_id, task_id);
