/** How long a runner that ended by itself stays ended before it is started again: longer each time in a row. */
const DELAYS_MS = [1000, 5000, 30_000] as const;
const WINDOW_MS = 10 * 60_000;
const MOST_ENDINGS = 5;

export type NextStart =
  | { readonly kind: "start"; readonly afterMs: number }
  /** It has ended too often: somebody has to look why. */
  | { readonly kind: "give-up" };

/** `endings` are the times at which it ended, the last one `now`; all in milliseconds since the epoch. */
export function nextStart(endings: readonly number[], now: number): NextStart {
  const recent = endings.filter((at) => at > now - WINDOW_MS).length;
  if (recent >= MOST_ENDINGS) return { kind: "give-up" };
  return { kind: "start", afterMs: DELAYS_MS[Math.min(recent, DELAYS_MS.length) - 1] ?? DELAYS_MS[0] };
}
