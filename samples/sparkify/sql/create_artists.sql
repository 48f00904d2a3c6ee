-- The PRIMARY KEY is enforced by Postgres; Redshift takes it as a promise.
CREATE TABLE IF NOT EXISTS artists (
  artist_id varchar(32) NOT NULL,
  name      varchar(512),
  -- "" where it is not known.
  location  varchar(512),
  latitude  double precision,
  longitude double precision,
  PRIMARY KEY (artist_id)
);
