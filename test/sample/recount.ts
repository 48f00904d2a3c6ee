import type { SampleCounts } from "../../runner/sample/counts.ts";

/** The fields of a log record that counting needs. */
export interface LogRecord {
  readonly artist: string | null;
  readonly song: string | null;
  readonly length: number | null;
  readonly page: string;
  readonly level: string;
  readonly sessionId: number;
  readonly itemInSession: number;
  readonly ts: number;
  readonly userId: string;
  readonly [field: string]: unknown;
}

export interface SongRecord {
  readonly artist_id: string;
  readonly artist_name: string;
  readonly artist_location: string;
  readonly artist_latitude: number | null;
  readonly song_id: string;
  readonly title: string | number;
  readonly duration: number;
  readonly year: number;
}

const LOG_FILE = /^log_data\/(\d{4})\/(\d{2})\/(\1-\2-\d{2})-events\.json$/;

export function readLogs(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly LogRecord[]> {
  const days = new Map<string, readonly LogRecord[]>();
  for (const [file, text] of files) {
    const date = LOG_FILE.exec(file)?.[3];
    if (date === undefined) continue;
    days.set(
      date,
      text.split("\n").map((line) => JSON.parse(line) as LogRecord),
    );
  }
  return days;
}

export function readSongs(files: ReadonlyMap<string, string>): readonly SongRecord[] {
  return [...files].filter(([file]) => file.startsWith("song_data/")).map(([, text]) => JSON.parse(text));
}

/** Counts the files as a warehouse would after loading them, without a look at how they were made. */
export function recount(files: ReadonlyMap<string, string>): SampleCounts {
  const days = readLogs(files);
  const songs = readSongs(files);
  const key = (...parts: readonly unknown[]): string => JSON.stringify(parts.map(String));
  const known = new Set(songs.map((song) => key(song.title, song.artist_name, song.duration)));
  const events = [...days.values()].flat();
  const songplays = events.filter(({ page }) => page === "NextSong");
  const latest = new Map<string, LogRecord>();
  for (const play of songplays) {
    const before = latest.get(play.userId);
    if (before === undefined || isLater(play, before)) latest.set(play.userId, play);
  }
  const usersWith = (level: string): number =>
    [...latest.values()].filter((play) => play.level === level).length;
  return {
    events: events.length,
    songplays: songplays.length,
    matches: songplays.filter(({ song, artist, length }) => known.has(key(song, artist, length))).length,
    startTimes: new Set(songplays.map(({ ts }) => Math.floor(ts / 1000))).size,
    paidSongplays: songplays.filter(({ level }) => level === "paid").length,
    users: latest.size,
    freeUsers: usersWith("free"),
    paidUsers: usersWith("paid"),
    songs: new Set(songs.map(({ song_id }) => song_id)).size,
    artists: new Set(songs.map(({ artist_id }) => artist_id)).size,
    loggedOut: events.filter(({ userId }) => userId === "").length,
    days: [...days].map(([date, records]) => ({
      date,
      events: records.length,
      songplays: records.filter(({ page }) => page === "NextSong").length,
    })),
  };
}

/** The order of samples/sparkify/sql/users.sql. */
function isLater(a: LogRecord, b: LogRecord): boolean {
  if (a.ts !== b.ts) return a.ts > b.ts;
  if (a.sessionId !== b.sessionId) return a.sessionId > b.sessionId;
  return a.itemInSession > b.itemInSession;
}
