import type { DagSpec } from "../../protocol/dag.ts";
import type { ScheduleRecord } from "../../protocol/history.ts";
import type { DataInterval } from "../../protocol/run.ts";
import { lookAtSchedule, type ScheduleStep } from "../core/scheduler.ts";
import { scheduleOf } from "../planning/dates.ts";
import type { Store } from "../state/store.ts";

export interface DagLook {
  readonly dag: DagSpec;
  /** What the history has of the DAG's schedule. */
  readonly record: ScheduleRecord | undefined;
  readonly isWatched: boolean;
  readonly now: number;
  readonly limit: number;
}

/** What a DAG's schedule asks for now. */
export function dagStep({ dag, record, isWatched, now, limit }: DagLook, history: Store): ScheduleStep {
  return lookAtSchedule({
    schedule: scheduleOf(dag),
    bounds: { startDate: dag.startDate, ...(dag.endDate !== undefined && { endDate: dag.endDate }) },
    catchup: dag.catchup,
    cursor: record?.cursor ?? undefined,
    isWatched,
    now,
    limit,
    hasRun: (interval) => isRun(history, dag.id, interval),
  });
}

/** A run that starts then and ends at another time is of another interval; one that is open is left in peace. */
function isRun(history: Store, dagId: string, interval: DataInterval): boolean {
  const run = history.runAt(dagId, interval.start);
  return run !== undefined && (run.interval.end === interval.end || run.endedAt === null);
}
