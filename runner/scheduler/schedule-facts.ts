import type { DagSpec } from "../../protocol/dag.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { Session } from "../session.ts";
import { previewSchedule } from "./preview.ts";
import { SCHEDULER } from "./run-scheduler.ts";

export interface ScheduleFacts {
  readonly isPaused: boolean;
  /** What is scheduled next, or due already; undefined when nothing is to come. */
  readonly next: DataInterval | undefined;
}

/** The process id of the living scheduler. */
export function schedulerPid(session: Pick<Session, "owner">): number | undefined {
  const owner = session.owner();
  return owner?.doing === SCHEDULER ? owner.pid : undefined;
}

/**
 * Of DAGs that a scheduler has to do with: one lives, or has scheduled the DAG before, or the DAG is paused. The runs
 * of any other start by hand only, whatever its schedule says.
 */
export function scheduleFacts(
  dags: readonly DagSpec[],
  session: Pick<Session, "history" | "owner" | "now">,
): ReadonlyMap<string, ScheduleFacts> {
  const history = session.history();
  const isWatched = schedulerPid(session) !== undefined;
  const records = new Map(history.schedules().map((record) => [record.dagId, record]));
  const known = dags.filter(({ id, schedule }) => schedule !== null && (isWatched || records.has(id)));
  return new Map(
    known.map((dag) => {
      const now = session.now();
      const { isPaused, due, next } = previewSchedule(dag, records.get(dag.id), history, { now, isWatched });
      return [dag.id, { isPaused, next: isPaused ? undefined : (due[0] ?? next) }];
    }),
  );
}
