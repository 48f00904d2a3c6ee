-- The PRIMARY KEY is enforced by Postgres; Redshift takes it as a promise.
CREATE TABLE IF NOT EXISTS songs (
  song_id   varchar(32) NOT NULL,
  title     varchar(512),
  artist_id varchar(32),
  -- 0 where the year is not known.
  year      integer,
  -- Seconds.
  duration  double precision,
  PRIMARY KEY (song_id)
);
