import type { Duration } from "../../protocol/duration.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Largest unit first: the order in which a duration names its parts. */
const UNITS = [7 * DAY, DAY, HOUR, MINUTE, SECOND, 1] as const;

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const PATTERN = new RegExp(
  `^(?:${NUMBER}w)?(?:${NUMBER}d)?(?:${NUMBER}h)?(?:${NUMBER}m(?!s))?(?:${NUMBER}s)?(?:${NUMBER}ms)?$`,
);

/** What to write, for the `next` of an error about a duration. */
export const DURATION_HELP =
  "Write a number with a unit, largest unit first: 500ms, 30s, 5m, 1h30m, 2d or 1w. A day is 24 hours.";

/** Milliseconds, or undefined when the text is no duration. Fractions are allowed (`1.5h`). */
export function parseDuration(text: Duration): number | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null || match[0] === "") return undefined;
  let total = 0;
  UNITS.forEach((unit, index) => {
    total += Number(match[index + 1] ?? 0) * unit;
  });
  const rounded = Math.round(total);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
