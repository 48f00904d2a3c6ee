// Sparkify, a music streaming service: its logs and songs become a star schema, one day at a time.
//
// If you know Airflow: `dag` is the DAG, each function call in it makes a task, `after` is `>>`, and texts are
// Jinja templates with the names that you know (`ds`, `data_interval_start`, `params`, …). This file is TypeScript,
// so your editor completes parameters and marks mistakes before anything runs.
import {
  acceptedValues,
  dag,
  dataQuality,
  group,
  loadDimension,
  loadFact,
  notNull,
  relationship,
  rowCount,
  s3KeySensor,
  sql,
  stageFromS3,
  unique,
} from "millrace";

// Texts are rendered for each run, so they can be shared like any other value.
const EVENTS_FILE = "log_data/{{ data_interval_start.strftime('%Y/%m') }}/{{ ds }}-events.json";
const IN_INTERVAL = "start_time >= '{{ data_interval_start }}' AND start_time < '{{ data_interval_end }}'";

/** The songplays' columns that refer to dimensions. */
const REFERENCES = [
  ["user_id", "users"],
  ["song_id", "songs"],
  ["artist_id", "artists"],
  ["start_time", "time"],
] as const;

dag(
  {
    id: "sparkify",
    description: "Music streaming: events and songs into a star schema, one day at a time",
    schedule: "@daily",
    startDate: "2018-11-01",
    // A backfill loads up to eight days side by side. The tables end up the same as with one at a time.
    maxActiveRuns: 8,
    defaults: { retries: 3, retryDelay: "5m" },
  },
  () => {
    // The day's log file may arrive late: look every minute for an hour, holding no worker meanwhile.
    const eventsReady = s3KeySensor("events_ready", { keys: EVENTS_FILE, timeout: "1h" });

    // Staging copies the files as they are. The ids of a group's tasks begin with its own: `staging.events`.
    const staged = group("staging", () => {
      // Staging tables belong to the run, so that many days can be loaded side by side.
      stageFromS3("events", {
        after: eventsReady,
        from: EVENTS_FILE,
        table: "staging_events",
        create: "sql/create_staging_events.sql",
        // Fields have names like `userId`: this file says which one fills which column.
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

    // The fact table. The day's rows are deleted and inserted in one transaction: run it as often as you like.
    const songplays = loadFact("load_songplays", {
      after: staged,
      table: "songplays",
      create: "sql/create_songplays.sql",
      sql: "sql/songplays.sql",
      mode: "replaceInterval",
      timeColumn: "start_time",
      // Checks can follow any task. This one looks at the run's staging table, which is gone when the run is over.
      checks: [
        sql({
          name: "every song that was played is a songplay",
          sql: `SELECT (SELECT count(*) FROM staging_events WHERE page = 'NextSong')
                     - (SELECT count(*) FROM songplays WHERE ${IN_INTERVAL})`,
          expect: 0,
        }),
      ],
    });

    // Dimensions have one row for each key, and Postgres enforces it. With `key`, known rows are updated and new
    // ones inserted. Tutorials that load SELECT DISTINCT count more artists and users: one for each spelling.
    const dimensions = group("dimensions", { after: songplays }, () => {
      loadDimension("users", {
        table: "users",
        create: "sql/create_users.sql",
        sql: "sql/users.sql",
        key: "user_id",
        // Days may be loaded in any order: a row is only replaced by one that is as new or newer.
        version: "level_since",
      });
      loadDimension("songs", {
        table: "songs",
        create: "sql/create_songs.sql",
        sql: "sql/songs.sql",
        key: "song_id",
      });
      loadDimension("artists", {
        table: "artists",
        create: "sql/create_artists.sql",
        sql: "sql/artists.sql",
        key: "artist_id",
      });
      loadDimension("time", {
        table: "time",
        create: "sql/create_time.sql",
        sql: "sql/time.sql",
        key: "start_time",
      });
    });

    // Other days may be loading at this moment, so the checks look at this run's interval, or at what always holds.
    dataQuality("quality_checks", {
      after: dimensions,
      // Waiting does not make wrong rows right: fail at once instead of after the DAG's three retries.
      retries: 0,
      checks: [
        rowCount({ name: "the day has songplays", table: "songplays", where: IN_INTERVAL, min: 1 }),
        notNull({
          name: "every songplay has a user and a level",
          table: "songplays",
          columns: ["user_id", "level"],
          where: IN_INTERVAL,
        }),
        unique({
          name: "songplay ids are unique",
          table: "songplays",
          columns: "songplay_id",
          where: IN_INTERVAL,
        }),
        acceptedValues({
          name: "levels are free or paid",
          table: "songplays",
          column: "level",
          values: ["free", "paid"],
          where: IN_INTERVAL,
        }),
        // A song and an artist are NULL where the songs' files do not know them: NULLs refer to nothing.
        ...REFERENCES.map(([column, table]) =>
          relationship({
            name: `every songplay's ${column} is in ${table}`,
            table: "songplays",
            columns: column,
            references: { table },
            where: IN_INTERVAL,
          }),
        ),
        // Postgres would refuse duplicate keys; Redshift would not.
        ...REFERENCES.map(([column, table]) =>
          unique({ name: `${table} has each ${column} once`, table, columns: column }),
        ),
      ],
    });
  },
);
