import { at, createRandom } from "./random.ts";

export const DAY_MS = 86_400_000;

/** Sunday first, as the `weekday` of the time dimension: people listen at work. */
const WEEKDAY_WEIGHTS = [0.42, 1, 1.06, 1.28, 1.04, 1.22, 0.62];

/** By hour of the day, UTC: quiet before noon, busy when America is awake. */
const HOUR_WEIGHTS = [
  3, 3, 2.8, 2.5, 2.4, 2.3, 2.4, 2.6, 3, 3.2, 3.4, 3.8, 4.2, 4.6, 5.4, 6, 6.4, 6.2, 5.8, 5, 4.6, 4.2, 3.8,
  3.4,
];

/** The last day ends early, so that every session that was begun is also finished. */
const LAST_DAY_ENDS_AT_HOUR = 20;

/**
 * Events for each day: `events` in all, at least one a day, with the week's rhythm, some growth over the time
 * and some chance. `start` is the first day's midnight, milliseconds since the epoch.
 */
export function eventsByDay(seed: number, start: number, days: number, events: number): readonly number[] {
  const random = createRandom(seed ^ 0xca1e);
  const weights = Array.from({ length: days }, (_, day) => {
    const weekday = new Date(start + day * DAY_MS).getUTCDay();
    const growth = 0.85 + (0.3 * day) / days;
    return at(WEEKDAY_WEIGHTS, weekday) * growth * (0.8 + 0.4 * random.next());
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Shares of a running total, so that rounding never loses or makes an event.
  const toShare = events - days;
  let running = 0;
  let given = 0;
  return weights.map((weight, day) => {
    running += weight;
    const upTo = day === days - 1 ? toShare : Math.floor((running / total) * toShare);
    const count = upTo - given + 1;
    given = upTo;
    return count;
  });
}

/** The time of day, in milliseconds, by which `share` of a day's sessions have begun. Grows with `share`. */
export function timeOfDay(share: number, lastDay: boolean): number {
  const hours = lastDay ? HOUR_WEIGHTS.slice(0, LAST_DAY_ENDS_AT_HOUR) : HOUR_WEIGHTS;
  let rest = share * hours.reduce((sum, weight) => sum + weight, 0);
  for (const [hour, weight] of hours.entries()) {
    if (rest < weight) return Math.floor((hour + rest / weight) * 3_600_000);
    rest -= weight;
  }
  return hours.length * 3_600_000 - 1;
}
