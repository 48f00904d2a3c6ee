import {
  dag,
  dataQuality,
  group,
  loadDimension,
  loadFact,
  rowCount,
  s3KeySensor,
  sqlCheck,
  stageFromS3,
} from "millrace";

dag(
  {
    id: "sparkify",
    description: "Music streaming: events and songs into a star schema, one day at a time",
    schedule: "@daily",
    startDate: "2018-11-01",
    maxActiveRuns: 8,
    defaults: { retries: 3, retryDelay: "5m" },
  },
  () => {
    // The day's log file may arrive late: look every minute for an hour, holding no worker meanwhile.
    const eventsReady = s3KeySensor("events_ready", {
      keys: "log_data/{{ data_interval_start.strftime('%Y/%m') }}/{{ ds }}-events.json",
      timeout: "1h",
    });

    const staged = group("staging", () => {
      // Staging tables belong to the run, so that many days can be loaded side by side.
      stageFromS3("events", {
        after: eventsReady,
        from: "log_data/{{ data_interval_start.strftime('%Y/%m') }}/{{ ds }}-events.json",
        table: "staging_events",
        create: "sql/create_staging_events.sql",
        json: "log_json_path.json",
        timeFormat: "epochmillisecs",
      });
      // Songs do not belong to a day: one table for all runs, loaded again only when the files change.
      stageFromS3("songs", {
        from: "song_data/",
        table: "staging_songs",
        create: "sql/create_staging_songs.sql",
        scope: "shared",
      });
    });

    const songplays = loadFact("load_songplays", {
      after: staged,
      table: "songplays",
      create: "sql/create_songplays.sql",
      sql: "sql/songplays.sql",
      mode: "replaceInterval",
      timeColumn: "start_time",
    });

    const dimensions = group("dimensions", { after: songplays }, () => {
      loadDimension("users", { table: "users", create: "sql/create_users.sql", sql: "sql/users.sql", key: "user_id", version: "level_since" });
      loadDimension("songs", { table: "songs", create: "sql/create_songs.sql", sql: "sql/songs.sql", key: "song_id" });
      loadDimension("artists", { table: "artists", create: "sql/create_artists.sql", sql: "sql/artists.sql", key: "artist_id" });
      loadDimension("time", { table: "time", create: "sql/create_time.sql", sql: "sql/time.sql", key: "start_time" });
    });

    dataQuality("quality_checks", {
      after: dimensions,
      checks: [
        rowCount({ table: "songplays", min: 1 }),
        sqlCheck({ name: "every songplay has a user", sql: "SELECT count(*) FROM songplays WHERE user_id IS NULL", expect: 0 }),
      ],
    });
  },
);
