-- Songplays of the interval with an artist that `artists` does not have.
SELECT count(*)
FROM songplays
LEFT JOIN artists ON artists.artist_id = songplays.artist_id
WHERE songplays.artist_id IS NOT NULL
  AND artists.artist_id IS NULL
  AND songplays.start_time >= '{{ data_interval_start }}'
  AND songplays.start_time < '{{ data_interval_end }}'
