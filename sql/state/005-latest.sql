-- What views ask for at every change, without going through all of a long history: the run of a DAG that something
-- happened to last, and since when a check has its outcome.

CREATE INDEX run_latest
  ON run (dag_id, max(created_at, coalesce(started_at, 0), coalesce(ended_at, 0)), interval_start);
CREATE INDEX check_result_outcome ON check_result (dag_id, task_id, name, at, outcome);
