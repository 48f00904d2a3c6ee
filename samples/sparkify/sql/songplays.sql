-- The day's songplays. Only a SELECT: `loadFact` puts the DELETE and the INSERT around it, and it refuses an event
-- of another day, which should not be in this day's file.
SELECT
  md5(event.session_id::varchar || to_char(event.start_time, 'YYYY-MM-DD HH24:MI:SS')) AS songplay_id,
  event.start_time,
  event.user_id,
  event.level,
  song.song_id,
  song.artist_id,
  event.session_id,
  event.location,
  event.user_agent,
  event.length
FROM (
  SELECT
    -- Whole seconds: nobody asks for more, and `time` has one row for each.
    date_trunc('second', ts) AS start_time,
    -- The files have text here, "" when logged out.
    NULLIF(user_id, '')::integer AS user_id,
    level, song, artist, length, session_id, location, user_agent
  FROM staging_events
  WHERE page = 'NextSong'
) AS event
-- LEFT JOIN: a songplay counts even when nobody knows the song.
LEFT JOIN (
  -- A recording that is listed twice must not count a songplay twice.
  -- (DISTINCT ON would be shorter, but only Postgres has it. ROW_NUMBER works on Redshift too.)
  SELECT song_id, artist_id, title, artist_name, duration
  FROM (
    SELECT
      song_id, artist_id, title, artist_name, duration,
      ROW_NUMBER() OVER (PARTITION BY title, artist_name, duration ORDER BY song_id) AS nth
    FROM staging_songs
  ) AS numbered
  WHERE nth = 1
) AS song
  ON song.title = event.song
  AND song.artist_name = event.artist
  AND song.duration = event.length
