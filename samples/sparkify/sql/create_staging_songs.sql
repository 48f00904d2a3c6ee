-- One row for each song file. Fields find their columns by name.
-- The table is shared: all runs read the same one, and it is loaded again only when the files have changed.
CREATE TABLE IF NOT EXISTS staging_songs (
  num_songs        integer,
  artist_id        varchar(32),
  artist_latitude  double precision,
  artist_longitude double precision,
  artist_location  varchar(512),
  artist_name      varchar(512),
  song_id          varchar(32),
  title            varchar(512),
  duration         double precision,
  year             integer
);
