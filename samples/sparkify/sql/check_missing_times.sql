-- Songplays of the interval with a start time that `time` does not have.
SELECT count(*)
FROM songplays
LEFT JOIN time ON time.start_time = songplays.start_time
WHERE songplays.start_time IS NOT NULL
  AND time.start_time IS NULL
  AND songplays.start_time >= '{{ data_interval_start }}'
  AND songplays.start_time < '{{ data_interval_end }}'
