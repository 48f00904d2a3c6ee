import type { ScheduleFacts } from "../scheduler/schedule-facts.ts";
import { dueIn } from "./render/schedule-table.ts";

/** When its next run is due: `in 5h 12m`, `now`; or `paused`. Empty when nothing is to come. */
export function nextRunText(facts: ScheduleFacts | undefined, now: number): string {
  if (facts?.isPaused === true) return "paused";
  return facts?.next === undefined ? "" : dueIn(facts.next, now);
}

/** In `--json` output. `nextRun` is null where nothing starts runs by itself. */
export function scheduleDocument(facts: ScheduleFacts | undefined): object {
  const { isPaused = false, next } = facts ?? {};
  return { isPaused, nextRun: next === undefined ? null : { interval: next, dueAt: Date.parse(next.end) } };
}
