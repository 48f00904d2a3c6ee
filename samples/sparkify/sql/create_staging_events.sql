-- One row for each record of the day's log file, as it is in the file.
-- The columns stand in the order of the paths in log_json_path.json: the first path fills the first column.
-- No NOT NULL here: staging takes what comes, the model and the checks decide what is good.
CREATE TABLE IF NOT EXISTS staging_events (
  artist          varchar(512),
  auth            varchar(32),
  first_name      varchar(128),
  gender          varchar(8),
  item_in_session integer,
  last_name       varchar(128),
  -- Not numeric(18,0): that would drop the decimals, and songs would match by accident.
  length          double precision,
  level           varchar(16),
  location        varchar(256),
  method          varchar(16),
  page            varchar(32),
  -- Milliseconds since 1970, written as 1540919166796.0.
  registration    double precision,
  session_id      integer,
  song            varchar(512),
  status          integer,
  -- Milliseconds since 1970 in the file; `timeFormat: "epochmillisecs"` makes it a timestamp in UTC.
  ts              timestamp,
  user_agent      varchar(512),
  -- Text, because it is "" for somebody who is not logged in.
  user_id         varchar(32)
);
