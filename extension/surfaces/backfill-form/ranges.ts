import type { DagSpec } from "../../../protocol/dag.ts";
import { counted } from "../../../protocol/text/counted.ts";
import type { QuickRange } from "../../../protocol/webview/backfill.ts";
import { type Cadence, cadenceOf } from "./schedule-words.ts";
import { addDays, addHours, firstOfMonth, wallClock } from "./wall-clock.ts";

/** What ranges are made of. */
export interface RangeFacts {
  readonly spec: Pick<DagSpec, "schedule" | "timezone" | "startDate" | "endDate">;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Starts of the intervals of failed runs, ISO 8601. */
  readonly failed: readonly string[];
}

/** Ranges that people mean often, by the DAG's wall clock. Those that the DAG's life does not reach are left out. */
export function quickRanges({ spec, now, failed }: RangeFacts): readonly QuickRange[] {
  const cadence = cadenceOf(spec.schedule);
  if (cadence === "none") return [];
  const clock = (iso: string): string => wallClock(Date.parse(iso), spec.timezone);
  const born = clock(spec.startDate);
  const last = lastMoment(spec, now);
  if (last < born) return [];
  const today = last.slice(0, 10);
  const firstDay = born.slice(0, 10);
  // The day of a daily DAG that is under way has no interval that has ended.
  const lastDay = cadence === "day" && today > firstDay ? addDays(today, -1) : today;
  const within = (label: string, from: string, to: string): QuickRange[] =>
    to < firstDay ? [] : [{ label, from: latestOf(from, firstDay), to }];
  return [
    ...failedRange(failed.map(clock), cadence),
    ...latest(cadence, last, lastDay).flatMap(({ label, from, to }) => within(label, from, to)),
    ...within("This month", firstOfMonth(lastDay), lastDay),
    ...within("First 7 days", firstDay, earliestOf(addDays(firstDay, 6), lastDay)),
    { label: "Since its start date", from: firstDay, to: lastDay },
  ];
}

/** The range that a form begins with which knows no better: around the last run, or where the DAG begins. */
export function firstRange(
  { spec, now }: Omit<RangeFacts, "failed">,
  lastRunStart: string | undefined,
): { readonly from: string; readonly to: string } {
  const today = lastMoment(spec, now).slice(0, 10);
  const born = wallClock(Date.parse(spec.startDate), spec.timezone).slice(0, 10);
  if (spec.schedule === null) return { from: today, to: today };
  if (lastRunStart === undefined) return { from: born, to: earliestOf(addDays(born, 6), today) };
  const to = wallClock(Date.parse(lastRunStart), spec.timezone).slice(0, 10);
  const from = addDays(to, -6);
  return { from: latestOf(from, born), to };
}

/** Now, or the last moment of a DAG's life that is over, by its wall clock. */
function lastMoment({ timezone, endDate }: RangeFacts["spec"], now: number): string {
  const end = endDate === undefined ? now : Math.min(now, Date.parse(endDate) - 1);
  return wallClock(end, timezone);
}

/** The last seven intervals, where it is plain what seven are. */
function latest(cadence: Cadence, last: string, lastDay: string): readonly QuickRange[] {
  const days = (count: number): QuickRange => ({
    label: `Last ${count} days`,
    from: addDays(lastDay, 1 - count),
    to: lastDay,
  });
  switch (cadence) {
    case "minutes":
    case "hour": {
      const hour = `${last.slice(0, 13)}:00`;
      return [{ label: "Last 24 hours", from: addHours(hour, -24), to: addHours(hour, -1) }, days(7)];
    }
    case "week":
      return [{ label: "Last 7 weeks", from: addDays(lastDay, -55), to: lastDay }];
    case "month":
      return [{ label: "Last 7 months", from: firstOfMonth(lastDay, -7), to: lastDay }];
    default:
      return [days(7)];
  }
}

function failedRange(starts: readonly string[], cadence: Cadence): readonly QuickRange[] {
  const sorted = [...starts].sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return [];
  const text = (time: string): string =>
    cadence === "minutes" || cadence === "hour" ? time : time.slice(0, 10);
  const label = counted(starts.length, "failed run");
  return [{ label, from: text(first), to: text(last), policy: "failed" }];
}

/** Dates as texts sort as time does. */
function earliestOf(...dates: readonly [string, string]): string {
  return dates.toSorted()[0] ?? "";
}

function latestOf(...dates: readonly [string, string]): string {
  return dates.toSorted()[1] ?? "";
}
