-- Tables and views that this transaction has made or altered in the schema where new ones go, if that schema
-- is not one of the given ones.
SELECT c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = current_schema() AND n.nspname <> ALL ($1::text[])
   AND c.relkind IN ('r', 'p', 'v', 'm') AND c.xmin = pg_current_xact_id()::xid
 ORDER BY c.relname
