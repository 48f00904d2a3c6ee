-- The user's own tables, as a pipeline's author would list them.
SELECT n.nspname AS schema_name, c.relname AS table_name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS quoted
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'millrace')
  AND n.nspname NOT LIKE 'pg\_%'
  AND n.nspname NOT LIKE 'millrace\_run\_%'
ORDER BY n.nspname <> 'public', n.nspname, c.relname
