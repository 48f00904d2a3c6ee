import { Cron } from "croner";
import { didYouMeanText } from "./did-you-mean.ts";
import { type TimeZone, timeZone } from "./zoned-time.ts";

/**
 * When a DAG runs. Times are milliseconds since the epoch.
 * `manual` (null): only when asked. `once` (`@once`): one run. `cron`: at every tick of a cron expression.
 */
export type Schedule =
  | { readonly kind: "manual"; readonly zone: TimeZone }
  | { readonly kind: "once"; readonly zone: TimeZone }
  | {
      readonly kind: "cron";
      readonly zone: TimeZone;
      /** Five fields, presets written out. */
      readonly expression: string;
      /** The first tick after `time`, or undefined at the end of the calendar. */
      readonly tickAfter: (time: number) => number | undefined;
      /** The last tick at or before `time`, or undefined at the beginning of the calendar. */
      readonly tickAtOrBefore: (time: number) => number | undefined;
    };

export type ScheduleResult =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly message: string; readonly next: string };

/** Airflow's presets. */
const PRESETS: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@quarterly", "0 0 1 */3 *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

export const SCHEDULE_PRESETS: readonly string[] = ["@once", ...PRESETS.keys()];

export const SCHEDULE_HELP =
  'Write five fields (minute hour day-of-month month day-of-week), such as "30 6 * * 1-5", ' +
  `a preset (${SCHEDULE_PRESETS.join(", ")}), or null for a DAG that is only started by hand.`;

const FIELDS = [
  { name: "minute", values: "0-59", allowed: /^[\d*,/-]+$/ },
  { name: "hour", values: "0-23", allowed: /^[\d*,/-]+$/ },
  { name: "day-of-month", values: "1-31 or L", allowed: /^(?:[\d*,/-]+|L)$/i },
  {
    name: "month",
    values: "1-12 or JAN-DEC",
    allowed: /^(?:[\d*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)+$/i,
  },
  {
    name: "day-of-week",
    values: "0-7 or SUN-SAT (0 and 7 are Sunday)",
    allowed: /^(?:[\d*,/#-]|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i,
  },
] as const;

/**
 * Reads a DAG's schedule. As in cron and Airflow, a day matches when day-of-month OR day-of-week does, if both
 * are set. Six fields are refused: Airflow reads the sixth as seconds, most other schedulers the first.
 */
export function parseSchedule(schedule: string | null, timezone: string): ScheduleResult {
  const zone = timeZone(timezone);
  if (zone === undefined) {
    const hint = didYouMeanText(timezone, Intl.supportedValuesOf("timeZone"));
    return refuse(
      `timezone: there is no time zone "${timezone}".${hint}`,
      "Use an IANA name such as UTC or Europe/Berlin.",
    );
  }
  if (schedule === null) return { ok: true, schedule: { kind: "manual", zone } };
  const text = schedule.trim();
  if (text === "@once") return { ok: true, schedule: { kind: "once", zone } };
  if (text.startsWith("@") && !PRESETS.has(text)) return refusePreset(text);
  return parseCron(PRESETS.get(text) ?? text, zone);
}

function refusePreset(text: string): ScheduleResult {
  if (text === "@continuous") {
    return refuse(
      "schedule: @continuous is not supported, because its runs have no data intervals.",
      "Use a short cron schedule instead, such as */5 * * * *.",
    );
  }
  return refuse(
    `schedule: there is no preset "${text}".${didYouMeanText(text, SCHEDULE_PRESETS)}`,
    `The presets are ${SCHEDULE_PRESETS.join(", ")}.`,
  );
}

function parseCron(expression: string, zone: TimeZone): ScheduleResult {
  const fields = expression.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== FIELDS.length) {
    return refuse(
      `schedule: "${expression}" has ${fields.length} field${fields.length === 1 ? "" : "s"}, but a cron expression has five.`,
      SCHEDULE_HELP,
    );
  }
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index] ?? "";
    if (!field.allowed.test(text) || !isReadable(fields, index)) {
      return refuse(
        `schedule: "${text}" is not a valid ${field.name} in "${expression}".`,
        `The ${field.name} field takes ${field.values}, with *, lists (1,15), ranges (1-5) and steps (*/15).`,
      );
    }
  }
  const cron = cronOf(fields.join(" "), zone);
  if (cron.nextRun(new Date(0)) === null) {
    return refuse(`schedule: "${expression}" never fires: no date matches it.`, SCHEDULE_HELP);
  }
  return { ok: true, schedule: cronSchedule(cron, fields.join(" "), zone) };
}

/** Whether croner reads the expression with every field but this one set to `*`: so the bad field can be named. */
function isReadable(fields: readonly string[], index: number): boolean {
  try {
    cronOf(fields.map((field, at) => (at === index ? field : "*")).join(" "));
    return true;
  } catch {
    return false;
  }
}

function cronOf(expression: string, zone?: TimeZone): Cron {
  // no-wildcard: "30 2,14 * * *" is two wall-clock times, so one that daylight saving skips runs right after the
  // gap and one that occurs twice runs once; "*/15 * * * *" goes on through both.
  const options = { mode: "5-part", paused: true, fixedTimeRule: "no-wildcard" } as const;
  return new Cron(expression, zone === undefined ? options : { ...options, timezone: zone.name });
}

function cronSchedule(cron: Cron, expression: string, zone: TimeZone): Schedule {
  return {
    kind: "cron",
    zone,
    expression,
    tickAfter: (time) => cron.nextRun(new Date(time))?.getTime(),
    // previousRuns is exclusive, and ticks are whole seconds.
    tickAtOrBefore: (time) =>
      cron.previousRuns(1, new Date(Math.floor(time / 1000) * 1000 + 1000))[0]?.getTime(),
  };
}

function refuse(message: string, next: string): ScheduleResult {
  return { ok: false, message, next };
}
