-- The fact table: one row each time somebody played a song.
--
-- Postgres enforces PRIMARY KEY. Redshift does not: it believes it and plans queries by it, which is why the
-- quality checks of this sample look for duplicate keys themselves.
CREATE TABLE IF NOT EXISTS songplays (
  -- md5 of session and second: the same event has the same id each time that it is loaded, on any warehouse.
  songplay_id varchar(32) NOT NULL,
  start_time  timestamp   NOT NULL,
  user_id     integer,
  level       varchar(16),
  -- NULL where no song file has this title, artist and duration.
  song_id     varchar(32),
  artist_id   varchar(32),
  session_id  integer     NOT NULL,
  location    varchar(256),
  user_agent  varchar(512),
  -- Seconds, as the player reported it.
  length      double precision,
  PRIMARY KEY (songplay_id)
);
