-- `extract` gives numeric or double precision, depending on the server: the casts make both the same.
SELECT DISTINCT
  start_time,
  extract(hour FROM start_time)::integer AS hour,
  extract(day FROM start_time)::integer AS day,
  extract(week FROM start_time)::integer AS week,
  extract(month FROM start_time)::integer AS month,
  extract(year FROM start_time)::integer AS year,
  extract(dow FROM start_time)::integer AS weekday
FROM songplays
WHERE start_time >= '{{ data_interval_start }}'
  AND start_time < '{{ data_interval_end }}'
