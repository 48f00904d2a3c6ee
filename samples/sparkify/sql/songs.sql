SELECT song_id, title, artist_id, year, duration
FROM (
  SELECT
    song_id, title, artist_id, year, duration,
    -- Should a song have two files, the same one is taken each time.
    ROW_NUMBER() OVER (PARTITION BY song_id ORDER BY title, artist_id, year, duration) AS nth
  FROM staging_songs
  WHERE song_id IS NOT NULL
) AS numbered
WHERE nth = 1
