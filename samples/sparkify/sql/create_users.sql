-- Everybody who played a song, with the subscription of the latest song.
-- The PRIMARY KEY is enforced by Postgres; Redshift takes it as a promise.
CREATE TABLE IF NOT EXISTS users (
  user_id     integer NOT NULL,
  first_name  varchar(128),
  last_name   varchar(128),
  gender      varchar(8),
  level       varchar(16),
  -- Time of the event that `level` comes from. A run of an earlier day never overwrites a later one.
  level_since timestamp NOT NULL,
  PRIMARY KEY (user_id)
);
