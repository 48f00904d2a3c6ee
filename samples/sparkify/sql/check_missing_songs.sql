-- Songplays of the interval with a song that `songs` does not have.
SELECT count(*)
FROM songplays
LEFT JOIN songs ON songs.song_id = songplays.song_id
WHERE songplays.song_id IS NOT NULL
  AND songs.song_id IS NULL
  AND songplays.start_time >= '{{ data_interval_start }}'
  AND songplays.start_time < '{{ data_interval_end }}'
