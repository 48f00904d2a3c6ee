import type { DagSpec } from "../../protocol/dag.ts";
import type { ScheduleRecord } from "../../protocol/history.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { MissedIntervals } from "../core/scheduler.ts";
import type { Store } from "../state/store.ts";
import { dagStep } from "./dag-schedule.ts";

/** What a scheduler would do with a DAG. */
export interface SchedulePreview {
  readonly dag: DagSpec;
  readonly isPaused: boolean;
  /** Intervals that are due now, oldest first, up to `MOST_PREVIEWED`. */
  readonly due: readonly DataInterval[];
  /** More of them follow. */
  readonly isMore: boolean;
  /** What is due later: at its end. Undefined when nothing is to come. */
  readonly next: DataInterval | undefined;
  readonly missed: MissedIntervals | undefined;
}

export const MOST_PREVIEWED = 1000;

/** `isWatched`: a scheduler lives and watches the DAG. Only reads. */
export function previewSchedule(
  dag: DagSpec,
  record: ScheduleRecord | undefined,
  history: Store,
  { now, isWatched }: { readonly now: number; readonly isWatched: boolean },
): SchedulePreview {
  const isPaused = record !== undefined && record.pausedAt !== null;
  // What a paused DAG would begin with when it is resumed now.
  const look = { dag, record, isWatched: isWatched && !isPaused, now, limit: MOST_PREVIEWED };
  const { due, next, missed } = dagStep(look, history);
  const isMore = next !== undefined && Date.parse(next.end) <= now;
  return { dag, isPaused, due, isMore, next: isMore ? undefined : next, missed };
}

/** Of several DAGs, those that have a schedule. */
export function previewSchedules(
  dags: readonly DagSpec[],
  history: Store,
  now: number,
): readonly SchedulePreview[] {
  const records = new Map(history.schedules().map((record) => [record.dagId, record]));
  return dags
    .filter(({ schedule }) => schedule !== null)
    .map((dag) => previewSchedule(dag, records.get(dag.id), history, { now, isWatched: false }));
}
