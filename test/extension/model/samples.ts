import type {
  BackfillView,
  CheckView,
  DagView,
  HistoryChanges,
  RunDetail,
  RunView,
  TaskView,
  WorkspaceView,
} from "../../../protocol/rpc/workspace.ts";
import { dagSpec, taskSpec } from "../../helpers/dag-specs.ts";

const NO_COUNTS = { queued: 0, running: 0, success: 0, failed: 0, cancelled: 0 } as const;

export function dagView(dagId: string, taskIds: readonly string[], rest: Partial<DagView> = {}): DagView {
  const position = { file: `${dagId}.dag.ts`, line: 1, column: 1 };
  const tasks = taskIds.map((id) => taskSpec(id, { operator: "runSql", position }));
  const spec = dagSpec(dagId, tasks, { position, schedule: null, maxActiveRuns: 1, maxActiveTasks: 1 });
  return { spec, counts: NO_COUNTS, lastRun: null, schedule: null, sqlFiles: {}, ...rest };
}

export function runView(runId: string, rest: Partial<RunView> = {}): RunView {
  const state = rest.state ?? "running";
  return {
    runId,
    dagId: "d",
    kind: "manual",
    interval: { start: "2026-01-01T00:00:00.000Z", end: "2026-01-02T00:00:00.000Z" },
    params: {},
    backfillId: null,
    previousRunId: null,
    state,
    shown: state,
    label: "2026-01-01",
    reason: null,
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    taskCounts: {},
    ...rest,
  };
}

export function taskView(taskId: string, rest: Partial<TaskView> = {}): TaskView {
  return {
    taskId,
    state: "none",
    tryNumber: 0,
    retriesUsed: 0,
    tryId: null,
    startedAt: null,
    endedAt: null,
    nextAt: null,
    isLoaded: false,
    note: null,
    error: null,
    loads: [],
    checks: [],
    ...rest,
  };
}

export function runDetailOf(run: RunView, ...tasks: readonly TaskView[]): RunDetail {
  return { run, tasks };
}

export function backfillView(backfillId: string, rest: Partial<BackfillView> = {}): BackfillView {
  return {
    backfillId,
    dagId: "d",
    from: "2026-01-01",
    to: "2026-01-03",
    policy: "missing",
    order: "asc",
    taskIds: null,
    maxActiveRuns: null,
    stopOnFailure: false,
    params: {},
    createdAt: 1,
    pausedAt: null,
    counts: NO_COUNTS,
    startedAt: null,
    endedAt: null,
    state: "running",
    ...rest,
  };
}

export function checkView(name: string, rest: Partial<CheckView> = {}): CheckView {
  return {
    dagId: "d",
    taskId: "t",
    name,
    kind: "unique",
    outcome: "pass",
    observed: "",
    expected: "",
    message: "",
    interval: { start: "2026-01-01T00:00:00.000Z", end: "2026-01-02T00:00:00.000Z" },
    runId: null,
    tryId: null,
    at: 1,
    keptRows: null,
    since: 1,
    ...rest,
  };
}

export function viewOf(dags: readonly DagView[], rest: Partial<WorkspaceView> = {}): WorkspaceView {
  return {
    target: null,
    targets: [],
    problems: [],
    dags,
    broken: [],
    openRuns: [],
    backfills: [],
    checks: [],
    otherOwner: null,
    seq: 10,
    ...rest,
  };
}

export function changesOf(seq: number, rest: Partial<HistoryChanges> = {}): HistoryChanges {
  return { seq, runs: [], tasks: [], backfills: [], checks: [], dags: [], ...rest };
}

export function taskChange(runId: string, task: TaskView): HistoryChanges["tasks"][number] {
  return { runId, dagId: "d", task };
}
