import type { DagSpec } from "../../../protocol/dag.ts";
import type { DataInterval } from "../../../protocol/run.ts";
import { shortDuration } from "../../../protocol/text/duration.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { SchedulePreview } from "../../scheduler/preview.ts";
import { formatNumber } from "./number.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";

export interface ScheduleTableOptions {
  readonly width: number;
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is due of each DAG, and what is due next. No newline at the end. */
export function scheduleTable(previews: readonly SchedulePreview[], options: ScheduleTableOptions): string {
  const { width, style, now } = options;
  const rows = previews.map(({ dag, isPaused, due, isMore, next }) => [
    dag.id,
    scheduleCell(dag),
    isPaused ? "paused" : dueCell(dag, due, isMore),
    isPaused || next === undefined ? "" : intervalLabeler(dag.timezone)(next),
    isPaused || next === undefined ? "" : dueIn(next, now),
  ]);
  return renderTable({ columns: ["dag", "schedule", "due now", "next interval", "due"], rows, width, style });
}

/** `@daily`, with the zone of its wall clock unless that is UTC. */
export function scheduleCell({ schedule, timezone }: DagSpec): string {
  if (schedule === null) return "by hand";
  return timezone === "UTC" ? schedule : `${schedule} ${timezone}`;
}

/** When an interval is due: at its end. */
export function dueIn(interval: DataInterval, now: number): string {
  const ms = Date.parse(interval.end) - now;
  return ms <= 0 ? "now" : `in ${shortDuration(ms)}`;
}

function dueCell(dag: DagSpec, due: readonly DataInterval[], isMore: boolean): string {
  const label = intervalLabeler(dag.timezone);
  const [first] = due;
  if (first === undefined) return "";
  if (due.length === 1) return label(first);
  return `${formatNumber(due.length)}${isMore ? "+" : ""} from ${label(first)}`;
}
