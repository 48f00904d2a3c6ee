-- One row for each second in which a song was started, taken apart for grouping. UTC.
-- The PRIMARY KEY is enforced by Postgres; Redshift takes it as a promise.
CREATE TABLE IF NOT EXISTS time (
  start_time timestamp NOT NULL,
  hour       integer   NOT NULL,
  day        integer   NOT NULL,
  -- ISO week: weeks start on Monday.
  week       integer   NOT NULL,
  month      integer   NOT NULL,
  year       integer   NOT NULL,
  -- 0 is Sunday, 6 is Saturday.
  weekday    integer   NOT NULL,
  PRIMARY KEY (start_time)
);
