-- One row for each artist. Song files spell an artist's name and location in several ways under one id:
-- the spelling that knows where the artist lives is taken, and among those the first song's, so that the
-- result is the same each time. (SELECT DISTINCT would give an artist several rows.)
SELECT
  artist_id,
  artist_name AS name,
  artist_location AS location,
  artist_latitude AS latitude,
  artist_longitude AS longitude
FROM (
  SELECT
    artist_id, artist_name, artist_location, artist_latitude, artist_longitude,
    ROW_NUMBER() OVER (
      PARTITION BY artist_id
      ORDER BY CASE WHEN artist_latitude IS NULL THEN 1 ELSE 0 END, song_id
    ) AS nth
  FROM staging_songs
  WHERE artist_id IS NOT NULL
) AS numbered
WHERE nth = 1
