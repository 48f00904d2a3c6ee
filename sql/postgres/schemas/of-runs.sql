SELECT nspname
FROM pg_catalog.pg_namespace
WHERE nspname ~ '^millrace_run_[0-9a-f]{16}$'
ORDER BY nspname
