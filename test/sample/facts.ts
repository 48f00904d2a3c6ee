/** A query with one value, and what it must be after all days were loaded. Values are compared as text. */
export interface Fact {
  readonly name: string;
  readonly sql: string;
  /** With the 71 songs of `song_data/`. */
  readonly expectSmall: string;
  /** With the 14,896 songs of `song_data_full.jsonl.gz`. */
  readonly expectFull: string;
}

/**
 * What samples/sparkify makes of the thirty days of real logs (November 2018), counted by other means. Only final
 * tables and the shared staging table are asked: the run's own are gone by then.
 */
export const SPARKIFY_FACTS: readonly Fact[] = [
  ...songFacts(),
  both("songplays", "SELECT count(*) FROM songplays", "6820"),
  both(
    "songplay ids",
    "SELECT md5(string_agg(songplay_id, ',' ORDER BY songplay_id)) FROM songplays",
    "9233b47e92132414da83ef25aad3c2fe",
  ),
  both(
    "the first songplay's id",
    "SELECT songplay_id = md5('1392018-11-01 21:01:46') FROM songplays ORDER BY start_time LIMIT 1",
    "true",
  ),
  both("first start time", "SELECT min(start_time)::text FROM songplays", "2018-11-01 21:01:46"),
  both("last start time", "SELECT max(start_time)::text FROM songplays", "2018-11-30 19:54:24"),
  both("days with songplays", "SELECT count(DISTINCT start_time::date) FROM songplays", "30"),
  both("paid songplays", "SELECT count(*) FROM songplays WHERE level = 'paid'", "5591"),
  both("free songplays", "SELECT count(*) FROM songplays WHERE level = 'free'", "1229"),
  both("seconds of music", "SELECT round(sum(length)::numeric, 5)::text FROM songplays", "1684759.74663"),
  both("songplays without a user", "SELECT count(*) FROM songplays WHERE user_id IS NULL", "0"),
  both("users with songplays", "SELECT count(DISTINCT user_id) FROM songplays", "96"),
  both(
    "users and their levels",
    "SELECT count(*) FROM (SELECT DISTINCT user_id, level FROM songplays) AS x",
    "104",
  ),
  both("users", "SELECT count(*) FROM users", "96"),
  both("free users", "SELECT count(*) FROM users WHERE level = 'free'", "74"),
  both("paid users", "SELECT count(*) FROM users WHERE level = 'paid'", "22"),
  both(
    "users whose level is not the one of their last songplay",
    `SELECT count(*) FROM users JOIN songplays AS last ON last.user_id = users.user_id
     WHERE NOT EXISTS (SELECT 1 FROM songplays AS later
                       WHERE later.user_id = last.user_id AND later.start_time > last.start_time)
       AND last.level <> users.level`,
    "0",
  ),
  both("times", "SELECT count(*) FROM time", "6813"),
  ...[396, 1014, 1071, 1364, 1052, 1295, 628].map((songplays, weekday) =>
    both(
      `songplays on weekday ${weekday}`,
      `SELECT count(*) FROM songplays JOIN time ON time.start_time = songplays.start_time WHERE weekday = ${weekday}`,
      String(songplays),
    ),
  ),
  both(
    "times taken apart wrongly",
    `SELECT count(*) FROM time
     WHERE start_time <> make_timestamp(year, month, day, hour, extract(minute FROM start_time)::int,
                                        extract(second FROM start_time))
        OR week <> to_char(start_time, 'IW')::int`,
    "0",
  ),
];

function songFacts(): readonly Fact[] {
  return [
    fact("staged songs", "SELECT count(*) FROM staging_songs", "71", "14896"),
    fact("matched songplays", "SELECT count(song_id) FROM songplays", "1", "319"),
    fact("songs", "SELECT count(*) FROM songs", "71", "14896"),
    fact("artists", "SELECT count(*) FROM artists", "69", "9553"),
    fact(
      "spellings of artists",
      `SELECT count(*) FROM (SELECT DISTINCT artist_id, artist_name, artist_location, artist_latitude, artist_longitude
                             FROM staging_songs) AS x`,
      "69",
      "10025",
    ),
    fact(
      "seconds of songs",
      "SELECT round(sum(duration)::numeric, 5)::text FROM songs",
      "17020.80700",
      "3676025.90560",
    ),
    fact("songs without a year", "SELECT count(*) FROM songs WHERE year = 0", "43", "4762"),
    fact(
      "staged songs without coordinates",
      "SELECT count(*) FROM staging_songs WHERE artist_latitude IS NULL",
      "40",
      "9619",
    ),
    fact(
      "staged songs without a location",
      "SELECT count(*) FROM staging_songs WHERE artist_location = ''",
      "28",
      "6695",
    ),
    fact(
      "texts that are JSON numbers in the files",
      `SELECT sum(CASE WHEN title ~ '^[0-9]+(\\.[0-9]+)?$' THEN 1 ELSE 0 END
                + CASE WHEN artist_name ~ '^[0-9]+(\\.[0-9]+)?$' THEN 1 ELSE 0 END
                + CASE WHEN artist_location ~ '^[0-9]+(\\.[0-9]+)?$' THEN 1 ELSE 0 END) FROM staging_songs`,
      "0",
      "52",
    ),
    fact(
      "longest text",
      "SELECT max(greatest(length(title), length(artist_name), length(artist_location))) FROM staging_songs",
      "94",
      "177",
    ),
  ];
}

function both(name: string, sql: string, expected: string): Fact {
  return { name, sql, expectSmall: expected, expectFull: expected };
}

function fact(name: string, sql: string, expectSmall: string, expectFull: string): Fact {
  return { name, sql, expectSmall, expectFull };
}
