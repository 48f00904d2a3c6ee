import { type Arrival, arrivals } from "./arrivals.ts";
import type { Catalog, Track } from "./catalog.ts";
import type { Bookkeeper } from "./counts.ts";
import { loggedOutPage, NEXT_SONG, nextPage, type Page, SUBMIT_DOWNGRADE, SUBMIT_UPGRADE } from "./pages.ts";
import type { Level, People, Person } from "./people.ts";
import { createRandom } from "./random.ts";
import { createHeap, type Timed } from "./session-heap.ts";

/** Tracks that are kept at hand; the popular ones have low numbers. */
const KEPT_TRACKS = 100_000;
/** Of a thousand songs, how many start in the same second as somebody else's. */
const SHARED_STARTS = 2;

interface Session extends Timed {
  readonly listener: number;
  readonly person: Person;
  /** Events that are still to come. */
  left: number;
  item: number;
  /** Events before the login that are still to come. */
  loggedOut: number;
  /** The first event must be a song. */
  opensDay: boolean;
  latestSongAt: number;
}

export interface SimulationOptions {
  readonly seed: number;
  /** First and last moment, milliseconds since the epoch; `start` is a midnight. */
  readonly start: number;
  readonly end: number;
  readonly days: number;
  readonly events: number;
  readonly catalog: Catalog;
  readonly people: People;
  readonly books: Bookkeeper;
}

export interface Simulation {
  /** The next log line, if its time is before `until` (milliseconds since the epoch). */
  nextLine(until: number): string | undefined;
}

/**
 * People arrive, play songs one after another and leave. What is open is kept in a heap by the time of its next
 * event, so lines come out in the order of their times and nothing that is over is remembered.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const { catalog, people, books, end } = options;
  const random = createRandom(options.seed);
  const open = createHeap<Session>();
  const coming = arrivals(options);
  const playing = trackPicker(catalog, random);
  let arrival = coming.next();
  let sessions = 0;

  const begin = ({ ts, events, first }: Arrival): Session => {
    const listener = people.arrive(random, events);
    const loggedOut = !first && events > 3 && random.next() < 0.3 ? 1 + random.below(3) : 0;
    return {
      ts,
      id: ++sessions,
      listener,
      person: people.person(listener),
      left: events,
      item: 0,
      loggedOut,
      opensDay: first,
      latestSongAt: 0,
    };
  };

  const choosePage = (session: Session): Page => {
    if (session.opensDay) {
      session.opensDay = false;
      return NEXT_SONG;
    }
    return nextPage(random, people.level(session.listener), session.item === 0, session.left === 1);
  };

  /** Moves the session on to its next event, and never past the end of the data. */
  const moveOn = (session: Session, natural: number): void => {
    session.item++;
    session.left--;
    if (session.left === 0) {
      people.leave(session.listener);
      open.dropEarliest();
      return;
    }
    const room = Math.floor((end - session.ts) / (session.left + 1));
    session.ts += Math.min(natural, room);
    open.settle();
  };

  /** Somebody else starts a song in the same moment: what a key on the time alone would lose. */
  const shareStart = (ts: number, id: number): void => {
    const other = open.earliest();
    if (other === undefined || other.id === id || other.ts <= ts) return;
    if (Math.floor(other.latestSongAt / 1000) < Math.floor(ts / 1000)) other.ts = ts;
  };

  const emit = (session: Session): string => {
    const { ts, listener, person } = session;
    if (session.loggedOut > 0) {
      session.loggedOut--;
      const page = loggedOutPage(random, session.loggedOut === 0);
      const line = loggedOutLine(session, page, people.level(listener));
      books.event(true);
      moveOn(session, 1000 + random.below(60_000));
      return line;
    }
    const level = people.level(listener);
    // The page that changes the level is still logged with the old one.
    const changes = session.item > 0 && people.changesLevel(listener, ts);
    const submit = level === "paid" ? SUBMIT_DOWNGRADE : SUBMIT_UPGRADE;
    const page = changes ? submit : choosePage(session);
    books.event(false);
    if (page !== NEXT_SONG) {
      const line = pageLine(session, person, page, level);
      moveOn(session, random.next() < 0.3 ? 0 : random.below(45_000));
      return line;
    }
    const track = playing();
    const line = songLine(session, person, level, track);
    books.songplay(listener, level, ts, track.matches);
    session.latestSongAt = ts;
    moveOn(session, track.lengthMs);
    if (random.below(1000) < SHARED_STARTS) shareStart(ts, session.id);
    return line;
  };

  return {
    nextLine(until) {
      let session = open.earliest();
      while (!arrival.done && (session === undefined || arrival.value.ts <= session.ts)) {
        if (arrival.value.ts >= until) break;
        open.push(begin(arrival.value));
        arrival = coming.next();
        session = open.earliest();
      }
      return session === undefined || session.ts >= until ? undefined : emit(session);
    },
  };
}

/** Chooses what is played: now and then something that has a file, popular things more often. */
function trackPicker(catalog: Catalog, random: ReturnType<typeof createRandom>): () => Track {
  const kept = new Map<number, Track>();
  return () => {
    const filed = random.next() < 0.3;
    const share = random.next();
    const index = filed
      ? Math.floor(share * share * catalog.songs)
      : catalog.songs + Math.floor(share * share * (catalog.tracks - catalog.songs));
    const known = kept.get(index);
    if (known !== undefined) return known;
    const track = catalog.track(index);
    if (kept.size < KEPT_TRACKS) kept.set(index, track);
    return track;
  };
}

function songLine(session: Session, person: Person, level: Level, track: Track): string {
  return (
    `{"artist":${track.artist},"auth":"Logged In","firstName":${person.firstName},"gender":${person.gender},` +
    `"itemInSession":${session.item},"lastName":${person.lastName},"length":${track.length},"level":"${level}",` +
    `"location":${person.location},"method":"PUT","page":"NextSong","registration":${person.registration},` +
    `"sessionId":${session.id},"song":${track.song},"status":200,"ts":${session.ts},` +
    `"userAgent":${person.userAgent},"userId":${person.userId}}`
  );
}

function pageLine(session: Session, person: Person, page: Page, level: Level): string {
  return (
    `{"artist":null,"auth":"Logged In","firstName":${person.firstName},"gender":${person.gender},` +
    `"itemInSession":${session.item},"lastName":${person.lastName},"length":null,"level":"${level}",` +
    `"location":${person.location},"method":"${page.method}","page":"${page.name}",` +
    `"registration":${person.registration},"sessionId":${session.id},"song":null,"status":${page.status},` +
    `"ts":${session.ts},"userAgent":${person.userAgent},"userId":${person.userId}}`
  );
}

function loggedOutLine(session: Session, page: Page, level: Level): string {
  return (
    `{"artist":null,"auth":"Logged Out","firstName":null,"gender":null,"itemInSession":${session.item},` +
    `"lastName":null,"length":null,"level":"${level}","location":null,"method":"${page.method}",` +
    `"page":"${page.name}","registration":null,"sessionId":${session.id},"song":null,"status":${page.status},` +
    `"ts":${session.ts},"userAgent":null,"userId":""}`
  );
}
