-- A backfill with its options, and with each run that it ever had: a run can be taken by a later backfill, and the
-- earlier one still says what became of it.

ALTER TABLE backfill ADD COLUMN policy          TEXT    NOT NULL DEFAULT 'missing';
ALTER TABLE backfill ADD COLUMN run_order       TEXT    NOT NULL DEFAULT 'asc';
-- JSON; null for all tasks.
ALTER TABLE backfill ADD COLUMN task_ids        TEXT;
ALTER TABLE backfill ADD COLUMN max_active_runs INTEGER;
ALTER TABLE backfill ADD COLUMN stop_on_failure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backfill ADD COLUMN params          TEXT    NOT NULL DEFAULT '{}';
ALTER TABLE backfill ADD COLUMN paused_at       INTEGER;

CREATE TABLE backfill_run (
  backfill_id TEXT    NOT NULL,
  run_id      TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  started_at  INTEGER,
  ended_at    INTEGER,
  PRIMARY KEY (backfill_id, run_id)
) STRICT, WITHOUT ROWID;

INSERT INTO backfill_run
SELECT backfill_id, run_id, state, started_at, ended_at FROM run WHERE backfill_id IS NOT NULL;

CREATE INDEX run_backfill ON run (backfill_id);

-- What a process asks of the runner that owns the workspace. Not part of the history: rows go when they are done.
CREATE TABLE request (
  -- An id is never given twice: its sender may still look for the answer.
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Of the runner that is asked.
  pid      INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  taken_at INTEGER,
  done_at  INTEGER,
  -- Null when it was withdrawn.
  reply    TEXT
) STRICT;

CREATE INDEX request_open ON request (pid, id) WHERE taken_at IS NULL AND done_at IS NULL;
