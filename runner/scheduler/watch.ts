import { isDeepStrictEqual } from "node:util";
import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { ScheduleRecord } from "../../protocol/history.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import { planRuns } from "../core/backfill-plan.ts";
import { runParams } from "../core/run-params.ts";
import type { Driver } from "../driver.ts";
import { existingRun } from "../engine/existing-run.ts";
import type { Store } from "../state/store.ts";
import { dagStep } from "./dag-schedule.ts";
import { interruptedRuns } from "./interrupted-runs.ts";
import type { SchedulerNotice } from "./notice.ts";

/** The DAGs that a living scheduler watches, and the runs that it has started. */
export interface ScheduleWatch {
  /**
   * Starts what is due at `now` (milliseconds since the epoch) of these DAGs. Returns when the next interval is due;
   * undefined when none is before a run ends. DAGs that are not named any more are remembered: they go on where they
   * were when they come back.
   */
  look(dags: readonly DagSpec[], now: number): number | undefined;
  /** Whether runs that it has started are open. */
  isBusy(): boolean;
  onEvents(events: readonly RunEvent[]): void;
}

export interface WatchServices {
  readonly driver: Pick<Driver, "submit" | "dag">;
  readonly history: Store;
  readonly onNotice: (notice: SchedulerNotice) => void;
}

interface Watched {
  /** What makes it another schedule, which begins anew. */
  readonly schedule: string;
  /** When the next interval ends. */
  readonly dueAt: number | undefined;
}

export function watchSchedules({ driver, history, onNotice }: WatchServices): ScheduleWatch {
  const watched = new Map<string, Watched>();
  /** At the look before. */
  const paused = new Map<string, boolean>();
  /** Of which DAG they are. */
  const open = new Map<string, string>();

  const lookAt = (dag: DagSpec, record: ScheduleRecord | undefined, now: number): number | undefined => {
    const before = watched.get(dag.id);
    const schedule = JSON.stringify([dag.schedule, dag.timezone, dag.catchup]);
    const isWatched = before?.schedule === schedule;
    if (isWatched && (before.dueAt === undefined || before.dueAt > now)) return before.dueAt;
    // As many as may be at work at the same time: what waits is in the cursor, not in memory, and a pause holds it.
    const room = dag.maxActiveRuns - [...open.values()].filter((dagId) => dagId === dag.id).length;
    if (isWatched && room <= 0) return undefined;
    // A DAG that was edited changes when its open runs have ended.
    if (!isDeepStrictEqual(driver.dag(dag.id), dag)) return undefined;

    const continued = isWatched ? [] : interruptedRuns(dag, history);
    const limit = Math.max(0, room - continued.length);
    const step = dagStep({ dag, record, isWatched, now, limit }, history);
    const due = planDue(dag, step.due, history);
    start(dag, [...continued, ...due], step.cursor, record?.cursor ?? undefined, now);
    const dueAt = step.next === undefined ? undefined : Date.parse(step.next.end);
    watched.set(dag.id, { schedule, dueAt });

    if (continued.length > 0) onNotice({ kind: "continued", dag, runs: continued.length });
    const why = paused.get(dag.id) === true ? "paused" : before === undefined ? "away" : "changed";
    if (step.missed !== undefined) onNotice({ kind: "missed", dag, missed: step.missed, why });
    if (step.gap !== undefined) onNotice({ kind: "gap", dag, gap: step.gap });
    return dueAt;
  };

  /** The cursor is stored in one piece with the runs that it has passed: a crash neither skips nor repeats any. */
  const start = (
    dag: DagSpec,
    runs: readonly PlannedRun[],
    cursor: string | undefined,
    cursorBefore: string | undefined,
    at: number,
  ): void => {
    const advanced: RunEvent[] =
      cursor === undefined || cursor === cursorBefore
        ? []
        : [{ type: "schedule.advanced", at, dagId: dag.id, cursor }];
    if (runs.length === 0) {
      if (advanced.length > 0) history.append(advanced);
      return;
    }
    const submission = { dagId: dag.id, kind: "scheduled", runs, params: runParams(dag.params, []) } as const;
    for (const runId of driver.submit(submission, advanced)) open.set(runId, dag.id);
  };

  return {
    look(dags, now) {
      const records = new Map(history.schedules().map((record) => [record.dagId, record]));
      const times: number[] = [];
      for (const dag of dags) {
        const record = records.get(dag.id);
        const isPaused = record !== undefined && record.pausedAt !== null;
        if (paused.get(dag.id) === !isPaused) onNotice({ kind: isPaused ? "paused" : "resumed", dag });
        if (isPaused || dag.schedule === null) watched.delete(dag.id);
        else times.push(lookAt(dag, record, now) ?? Number.POSITIVE_INFINITY);
        paused.set(dag.id, isPaused);
      }
      const first = Math.min(...times);
      return Number.isFinite(first) ? first : undefined;
    },
    isBusy: () => open.size > 0,
    onEvents(events) {
      for (const event of events) if (event.type === "run.finished") open.delete(event.runId);
    },
  };
}

/** A run that starts at the same time and was of another interval is done anew, as a backfill would do it. */
function planDue(dag: DagSpec, intervals: readonly DataInterval[], history: Store): readonly PlannedRun[] {
  return planRuns({
    intervals,
    policy: "missing",
    taskIds: dag.tasks.map(({ id }) => id),
    existing: (interval) => existingRun(history, dag.id, interval),
  });
}
