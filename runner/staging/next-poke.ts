/** When a sensor has looked, and how often; times in milliseconds. */
export interface Waiting {
  readonly now: number;
  /** Time of the first look. */
  readonly since: number;
  /** Looks before this one. */
  readonly pokes: number;
  readonly interval: number;
  readonly exponential: boolean;
  readonly maxInterval: number | undefined;
  readonly timeout: number;
}

/** The time of the next look, at the latest the moment of the time-out; undefined when that has come. */
export function nextPoke(waiting: Waiting): number | undefined {
  const { now, since, pokes, interval, exponential, maxInterval, timeout } = waiting;
  const end = since + timeout;
  if (now >= end) return undefined;
  const grown = exponential ? interval * 2 ** pokes : interval;
  return Math.min(now + Math.min(grown, maxInterval ?? Number.POSITIVE_INFINITY), end);
}
