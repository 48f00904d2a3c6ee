-- Results of checks with what they are compared by over runs, and the rows that broke a rule. A check evaluated on
-- its own belongs to no try, and need not belong to a run: what it is about stands here.

CREATE TABLE check_result_2 (
  dag_id         TEXT    NOT NULL,
  task_id        TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  interval_start TEXT    NOT NULL,
  interval_end   TEXT    NOT NULL,
  -- Null where the interval has no run.
  run_id         TEXT,
  -- Null for one evaluated on its own.
  try_id         TEXT,
  at             INTEGER NOT NULL,
  kind           TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  observed       TEXT    NOT NULL,
  expected       TEXT    NOT NULL,
  message        TEXT    NOT NULL,
  sql            TEXT,
  value          REAL,
  failed         REAL,
  of_count       REAL,
  -- JSON: columns, rows, isCut.
  failing        TEXT
) STRICT;

INSERT INTO check_result_2
SELECT run.dag_id, task_id, name, run.interval_start, run.interval_end, run_id, try_id, at, check_result.kind,
       outcome, observed, expected, message, sql, NULL, NULL, NULL, NULL
FROM check_result JOIN run USING (run_id)
ORDER BY check_result.rowid;

DROP TABLE check_result;
ALTER TABLE check_result_2 RENAME TO check_result;

CREATE INDEX check_result_task ON check_result (run_id, task_id);
CREATE INDEX check_result_history ON check_result (dag_id, task_id, name, interval_start);
