import type { Level } from "./people.ts";

/** What was generated, counted while it was written: what a warehouse must hold after all of it is loaded. */
export interface SampleCounts {
  /** Records of the log files. */
  readonly events: number;
  /** Rows of the fact table: events with the page NextSong. */
  readonly songplays: number;
  /** Songplays whose song has a file. */
  readonly matches: number;
  /** Rows of the time dimension: different seconds in which a song was started. */
  readonly startTimes: number;
  readonly paidSongplays: number;
  /** Rows of the user dimension: people who played a song. */
  readonly users: number;
  /** Of those, by the level of the latest song played. */
  readonly freeUsers: number;
  readonly paidUsers: number;
  /** Song files, and rows of the song dimension. */
  readonly songs: number;
  /** Rows of the artist dimension: different artist ids. */
  readonly artists: number;
  /** Events of somebody who was not logged in. */
  readonly loggedOut: number;
  readonly days: readonly DayCounts[];
}

export interface DayCounts {
  /** `2018-11-01` */
  readonly date: string;
  readonly events: number;
  readonly songplays: number;
}

export interface Bookkeeper {
  event(loggedOut: boolean): void;
  /** To be called in the order of `ts` (milliseconds since the epoch). */
  songplay(listener: number, level: Level, ts: number, matches: boolean): void;
  endDay(date: string): DayCounts;
  result(songs: number, artists: number): SampleCounts;
}

const UNSEEN = 0;
const FREE = 1;
const PAID = 2;

/** Keeps a byte for each listener and a few numbers, whatever the number of events. */
export function createBookkeeper(listeners: number): Bookkeeper {
  const latestLevel = new Uint8Array(listeners);
  const days: DayCounts[] = [];
  let events = 0;
  let loggedOut = 0;
  let songplays = 0;
  let paidSongplays = 0;
  let matches = 0;
  let startTimes = 0;
  let latestSecond = -1;
  let dayEvents = 0;
  let daySongplays = 0;

  const listenersWith = (level: number): number =>
    latestLevel.reduce((count, latest) => count + (latest === level ? 1 : 0), 0);

  return {
    event(isLoggedOut) {
      events++;
      dayEvents++;
      if (isLoggedOut) loggedOut++;
    },
    songplay(listener, level, ts, isMatch) {
      songplays++;
      daySongplays++;
      if (isMatch) matches++;
      if (level === "paid") paidSongplays++;
      latestLevel[listener] = level === "paid" ? PAID : FREE;
      const second = Math.floor(ts / 1000);
      if (second !== latestSecond) startTimes++;
      latestSecond = second;
    },
    endDay(date) {
      const day = { date, events: dayEvents, songplays: daySongplays };
      days.push(day);
      dayEvents = 0;
      daySongplays = 0;
      return day;
    },
    result: (songs, artists) => ({
      events,
      songplays,
      matches,
      startTimes,
      paidSongplays,
      users: latestLevel.length - listenersWith(UNSEEN),
      freeUsers: listenersWith(FREE),
      paidUsers: listenersWith(PAID),
      songs,
      artists,
      loggedOut,
      days,
    }),
  };
}
