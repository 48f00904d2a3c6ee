-- What can be read from in a schema ($1). The estimate is -1 where nobody has counted yet, and views have none.
SELECT c.relname, c.relkind, c.reltuples
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY c.relname
