-- What of Millrace's own schema is there. Reads the catalog itself: what to_regclass has once found missing,
-- it can go on finding missing after a wait for a lock.
SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'millrace') AS has_schema,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'millrace' AND c.relname = 'migrations') AS has_migrations
