CREATE TABLE millrace.migrations (
  component  text        NOT NULL,
  version    integer     NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (component, version)
)
