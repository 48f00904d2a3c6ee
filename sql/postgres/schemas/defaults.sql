-- The schemas that this session looks names up in. Without Millrace's own, which is on the path of a user of
-- that name.
SELECT schema FROM unnest(current_schemas(false)) AS schema WHERE schema <> 'millrace'
