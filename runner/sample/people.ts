import { logText } from "./json-text.ts";
import { createRandom, numberFor, pickFor, type Random, shareFor } from "./random.ts";
import { LAST_NAMES, MEN, PLACES, USER_AGENTS, WOMEN } from "./vocabulary.ts";

export type Level = "free" | "paid";

/** What a log line says of somebody who is logged in, each field as JSON. */
export interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly gender: string;
  readonly location: string;
  readonly registration: string;
  readonly userAgent: string;
}

/**
 * The listeners. They are numbered by how much they listen, the keenest first; names and places are derived
 * from the number, so only what changes is kept: three small numbers for each.
 */
export interface People {
  readonly count: number;
  person(listener: number): Person;
  level(listener: number): Level;
  /** True when the listener takes or gives up the subscription at `now` or did since the last call. */
  changesLevel(listener: number, now: number): boolean;
  /** Somebody who listens to nothing else at the moment, keen ones more often the longer the session is. */
  arrive(random: Random, sessionLength: number): number;
  leave(listener: number): void;
}

const PEOPLE = 3;

/** `from` and `to` bound the time in which levels change; milliseconds since the epoch. */
export function createPeople(seed: number, count: number, from: number, to: number): People {
  const paid = new Uint8Array(count);
  const listening = new Uint8Array(count);
  const changeAt = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const random = createRandom(seed ^ 0x51ab);
  for (let listener = 0; listener < count; listener++) {
    // Who listens much pays for it.
    const keen = listener < count * 0.25;
    paid[listener] = random.next() < (keen ? 0.9 : 0.04) ? 1 : 0;
    // Two keen ones change for sure, so that every data set has somebody with both levels.
    const changes = listener === 3 || listener === 6 || random.next() < 0.08;
    const when = from + (0.15 + 0.7 * random.next()) * (to - from);
    if (changes) changeAt[listener] = Math.floor(when);
  }

  return {
    count,
    person: (listener) => describe(seed, listener, count, from),
    level: (listener) => (paid[listener] === 1 ? "paid" : "free"),
    changesLevel(listener, now) {
      if ((changeAt[listener] ?? Number.POSITIVE_INFINITY) > now) return false;
      changeAt[listener] = Number.POSITIVE_INFINITY;
      paid[listener] = paid[listener] === 1 ? 0 : 1;
      return true;
    },
    arrive(sessions, sessionLength) {
      let listener = 0;
      for (let attempt = 0; attempt < 8; attempt++) {
        const share = sessions.next();
        const square = share * share;
        listener = Math.floor(count * (sessionLength > 12 ? square * share : square));
        if (listening[listener] === 0) break;
      }
      listening[listener] = 1;
      return listener;
    },
    leave(listener) {
      listening[listener] = 0;
    },
  };
}

function describe(seed: number, listener: number, count: number, from: number): Person {
  const woman = shareFor(seed, PEOPLE, listener) < 0.55;
  const registered = from - Math.floor(shareFor(seed, PEOPLE + 1, listener) * 90 * 86_400_000) - 1;
  return {
    userId: `"${userId(listener, count)}"`,
    firstName: logText(pickFor(woman ? WOMEN : MEN, seed, PEOPLE + 2, listener)),
    lastName: logText(pickFor(LAST_NAMES, seed, PEOPLE + 3, listener)),
    gender: woman ? '"F"' : '"M"',
    location: logText(pickFor(PLACES, seed, PEOPLE + 4, listener)),
    registration: `${registered}.0`,
    userAgent: logText(pickFor(USER_AGENTS, seed, PEOPLE + 5, numberFor(seed, PEOPLE + 6, listener))),
  };
}

/** Ids from 1 to `count`, each once, in no order that tells how keen a listener is. */
function userId(listener: number, count: number): number {
  const step = [7919, 104_729, 15_485_863].find((prime) => count % prime !== 0) ?? 1;
  return ((listener * step) % count) + 1;
}
