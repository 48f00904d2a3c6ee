INSERT INTO millrace.migrations (component, version) VALUES ('ledger', $1::int)
