-- Schemas that are neither the server's own nor Millrace's for the time of a run.
SELECT nspname
FROM pg_catalog.pg_namespace
WHERE nspname NOT IN ('pg_catalog', 'information_schema')
  AND nspname NOT LIKE 'pg\_toast%'
  AND nspname NOT LIKE 'pg\_temp\_%'
  AND nspname NOT LIKE 'millrace\_run\_%'
  AND has_schema_privilege(oid, 'USAGE')
ORDER BY nspname <> 'public', nspname
