import type { SampleCounts } from "./counts.ts";

export interface Expectation {
  readonly name: string;
  /** A query with one number as its result. */
  readonly sql: string;
  readonly expected: number;
}

/** What the warehouse must hold after all days of generated data were loaded by the sample's DAG. */
export function demoExpectations(counts: SampleCounts): readonly Expectation[] {
  const rows = (table: string, where = ""): string => `SELECT count(*) FROM ${table} ${where}`;
  return [
    { name: "songplays", sql: rows("songplays"), expected: counts.songplays },
    {
      name: "songplays of a known song",
      sql: rows("songplays", "WHERE song_id IS NOT NULL"),
      expected: counts.matches,
    },
    { name: "users", sql: rows("users"), expected: counts.users },
    {
      name: "users with a paid level",
      sql: rows("users", "WHERE level = 'paid'"),
      expected: counts.paidUsers,
    },
    { name: "songs", sql: rows("songs"), expected: counts.songs },
    { name: "artists", sql: rows("artists"), expected: counts.artists },
    { name: "start times", sql: rows('"time"'), expected: counts.startTimes },
  ];
}
