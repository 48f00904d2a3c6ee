-- To the end of the transaction; in the order given, so that two transactions cannot wait for each other.
SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name
