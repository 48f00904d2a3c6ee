const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A length of time for a node: `80 ms`, `1.2 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationText(ms: number): string {
  return parts(ms, { ms: "ms", s: "s", min: "min", h: "h" });
}

/** The same as a screen reader says it: `1.2 seconds`. */
export function spokenDuration(ms: number): string {
  const spoken = parts(ms, { ms: "milliseconds", s: "seconds", min: "minutes", h: "hours" });
  return spoken.replaceAll(/(?<![\d.])1 (millisecond|second|minute|hour)s/g, "1 $1");
}

function parts(ms: number, unit: Readonly<Record<"ms" | "s" | "min" | "h", string>>): string {
  const time = Math.max(0, ms);
  if (time < 99.5) return `${Math.round(time)} ${unit.ms}`;
  if (time < 9_950) return `${(time / SECOND).toFixed(1)} ${unit.s}`;
  if (time < MINUTE - 500) return `${Math.round(time / SECOND)} ${unit.s}`;
  const seconds = Math.round(time / SECOND);
  if (time < HOUR - 500) return two(Math.floor(seconds / 60), unit.min, seconds % 60, unit.s);
  const minutes = Math.round(time / MINUTE);
  return two(Math.floor(minutes / 60), unit.h, minutes % 60, unit.min);
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
