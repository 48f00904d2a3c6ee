import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunState } from "../../protocol/run.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";
import { day } from "../helpers/dag-specs.ts";

/** An empty history of its own file, gone after the test. */
export function testHistory(t: TestContext): Store {
  const folder = mkdtempSync(path.join(tmpdir(), "mr-facts-"));
  const store = openSqliteStore(path.join(folder, "history.db"));
  t.after(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

export interface PastTask {
  readonly id: string;
  /** Milliseconds from the run's start. */
  readonly from: number;
  readonly to: number;
  /** Rows that it inserted into the table of its name. */
  readonly inserted?: number;
  readonly fails?: true;
  /** Its work is committed, and a check of it failed. */
  readonly isLoaded?: true;
}

export interface PastRun {
  readonly runId: string;
  /** Days after 2018-11-01. */
  readonly day: number;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly tasks: readonly PastTask[];
  readonly state?: RunState;
  /** It was there before, and these tasks went on. */
  readonly isReopened?: true;
}

/** The events of a run of the DAG `d`. */
export function pastRun({
  runId,
  day: index,
  start,
  tasks,
  state = "success",
  isReopened,
}: PastRun): readonly RunEvent[] {
  const taskIds = tasks.map(({ id }) => id);
  const end = start + Math.max(0, ...tasks.map(({ to }) => to));
  const first: RunEvent = isReopened
    ? { type: "run.reopened", at: start, runId, taskIds }
    : {
        type: "run.created",
        at: start,
        runId,
        dagId: "d",
        kind: "manual",
        interval: day(index),
        params: {},
        taskIds,
      };
  return [
    first,
    { type: "run.started", at: start, runId },
    ...tasks.flatMap((task) => taskEvents(runId, start, task)),
    { type: "run.finished", at: end, runId, state },
  ];
}

function taskEvents(runId: string, start: number, task: PastTask): readonly RunEvent[] {
  const { id: taskId, inserted } = task;
  const counts = { read: 0, updated: 0, deleted: 0, rejected: 0, total: null };
  const loads = inserted === undefined ? [] : [{ table: taskId, inserted, ...counts }];
  const at = start + task.to;
  const error = { code: "x", message: "x", retryable: false };
  return [
    {
      type: "task.started",
      at: start + task.from,
      runId,
      taskId,
      tryNumber: 1,
      tryId: `${runId} ${taskId} ${start}`,
    },
    task.fails
      ? {
          type: "task.failed",
          at,
          runId,
          taskId,
          error,
          loads,
          checks: [],
          ...(task.isLoaded && { isLoaded: true }),
        }
      : { type: "task.succeeded", at, runId, taskId, loads, checks: [] },
  ];
}
