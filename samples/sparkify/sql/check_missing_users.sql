-- Songplays of the interval with a user that `users` does not have.
SELECT count(*)
FROM songplays
LEFT JOIN users ON users.user_id = songplays.user_id
WHERE songplays.user_id IS NOT NULL
  AND users.user_id IS NULL
  AND songplays.start_time >= '{{ data_interval_start }}'
  AND songplays.start_time < '{{ data_interval_end }}'
