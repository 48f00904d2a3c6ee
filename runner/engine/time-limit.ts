export interface TimeLimit {
  /** Aborts when the outer signal does, and when the time is up. */
  readonly signal: AbortSignal;
  /** Whether it was the time that ran out. */
  timedOut(): boolean;
  clear(): void;
}

/** Timers hold 31 bits of milliseconds; one that is set to more goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Limits a try's time to so many milliseconds (at most 24 days), or not at all. */
export function limitTime(outer: AbortSignal, milliseconds: number | undefined): TimeLimit {
  if (milliseconds === undefined) return { signal: outer, timedOut: () => false, clear: () => {} };
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(), Math.min(milliseconds, LONGEST_TIMER));
  return {
    signal: AbortSignal.any([outer, own.signal]),
    timedOut: () => own.signal.aborted && !outer.aborted,
    clear: () => clearTimeout(timer),
  };
}
