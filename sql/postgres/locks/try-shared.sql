-- Whether nobody holds the lock exclusively.
SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1::text, 0))
