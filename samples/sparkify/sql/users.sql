-- Each user of the day, once, as of the latest song played.
-- Days may be loaded in any order: `version: "level_since"` keeps the row of the latest day.
SELECT user_id, first_name, last_name, gender, level, level_since
FROM (
  SELECT
    NULLIF(user_id, '')::integer AS user_id,
    first_name,
    last_name,
    gender,
    level,
    ts AS level_since,
    ROW_NUMBER() OVER (
      PARTITION BY user_id
      ORDER BY ts DESC, session_id DESC, item_in_session DESC
    ) AS nth
  FROM staging_events
  WHERE page = 'NextSong'
    AND user_id <> ''
) AS numbered
WHERE nth = 1
