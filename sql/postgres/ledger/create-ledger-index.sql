CREATE INDEX ledger_relation ON millrace.ledger (relation, dag_id, task_id, interval_start)
