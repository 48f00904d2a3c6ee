import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { DateArgument } from "../core/date-argument.ts";
import { parseDateArgument } from "../core/date-argument.ts";
import type { Schedule } from "../core/schedule.ts";
import { parseSchedule } from "../core/schedule.ts";

export function scheduleOf(dag: DagSpec): Schedule {
  const result = parseSchedule(dag.schedule, dag.timezone);
  if (result.ok) return result.schedule;
  throw new UserError({
    code: "bad-schedule",
    message: result.message,
    next: result.next,
    position: dag.position,
  });
}

/** A date or time as a user gave it for an option, by the DAG's wall clock. */
export function readDate(text: string, dag: DagSpec, option: string): DateArgument {
  const result = parseDateArgument(text, dag.timezone);
  if (result.ok) return result.date;
  throw new UserError({ code: "bad-date", message: `${option}: ${result.message}`, next: result.next });
}

/** No interval starts at or after it. Milliseconds since the epoch. */
export function endOfLife({ endDate }: DagSpec): number {
  return endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate);
}
