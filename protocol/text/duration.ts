const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** For people, two units at most: `850 ms`, `1.2 s`, `3 min 05 s`, `2 h 07 min`, `3 d 04 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  const whole = Math.round(milliseconds);
  if (whole < SECOND) return `${whole} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  // Each limit is checked after rounding, so that 59.96 s is `1 min 00 s` and never `60.0 s`.
  const seconds = Math.round(milliseconds / SECOND);
  if (seconds < 3600) return pair(seconds, 60, "min", "s");
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes < 24 * 60) return pair(minutes, 60, "h", "min");
  return pair(Math.round(milliseconds / HOUR), 24, "d", "h");
}

const NAMED_UNITS = [
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
] as const;

/** As authors write durations, in whole units, the largest and the next one: `2d 3h`, `1h`, `45s`. */
export function shortDuration(milliseconds: number): string {
  const first = NAMED_UNITS.findIndex(([, size]) => milliseconds >= size);
  if (first < 0) return "0s";
  let rest = milliseconds;
  const parts = NAMED_UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

function pair(count: number, perLarge: number, large: string, small: string): string {
  const rest = String(count % perLarge).padStart(2, "0");
  return `${Math.floor(count / perLarge)} ${large} ${rest} ${small}`;
}
