import { DAY_MS, eventsByDay, timeOfDay } from "./calendar.ts";
import { at, createRandom } from "./random.ts";

/** A session that begins: when, and how many events it will have. */
export interface Arrival {
  readonly ts: number;
  readonly events: number;
  /** The first of its day. */
  readonly first: boolean;
}

export interface ArrivalOptions {
  readonly seed: number;
  /** Midnight of the first day, milliseconds since the epoch. */
  readonly start: number;
  readonly days: number;
  /** The events of all arrivals together. */
  readonly events: number;
}

const MEAN_EVENTS = 9;

/** All sessions in the order in which they begin. */
export function* arrivals(options: ArrivalOptions): Generator<Arrival, void> {
  const random = createRandom(options.seed ^ 0xa441);
  const byDay = eventsByDay(options.seed, options.start, options.days, options.events);
  for (let day = 0; day < options.days; day++) {
    let rest = at(byDay, day);
    const sessions = Math.max(1, Math.round(rest / MEAN_EVENTS));
    for (let session = 0; session < sessions; session++) {
      const left = sessions - session;
      const events = left === 1 ? rest : sessionLength(random.next(), rest, left);
      rest -= events;
      const share = (session + random.next()) / sessions;
      const time = timeOfDay(share, day === options.days - 1);
      yield { ts: options.start + day * DAY_MS + time, events, first: session === 0 };
    }
  }
}

/**
 * Few sessions are long, most are short; each leaves at least one event to each of those that are left, and the
 * mean follows what is left, so that the day's number comes out exactly.
 */
function sessionLength(share: number, rest: number, sessionsLeft: number): number {
  const mean = rest / sessionsLeft;
  const length = 1 + Math.floor((mean - 1) * 4 * share * share * share);
  return Math.min(length, rest - (sessionsLeft - 1));
}
