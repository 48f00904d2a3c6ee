SELECT coalesce(max(version), 0)::int FROM millrace.migrations WHERE component = 'ledger'
