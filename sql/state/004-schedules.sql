-- How far each DAG's schedule has come, and whether it is paused.

CREATE TABLE schedule (
  dag_id    TEXT PRIMARY KEY,
  -- No interval that starts before it is scheduled any more. Null for a DAG that was never scheduled.
  cursor    TEXT,
  paused_at INTEGER
) STRICT;
