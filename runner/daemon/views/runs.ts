import type {
  BackfillRecord,
  CheckRecord,
  LoadRecord,
  RunRecord,
  TaskRecord,
} from "../../../protocol/history.ts";
import type {
  BackfillView,
  CheckView,
  RunDetail,
  RunView,
  TaskView,
} from "../../../protocol/rpc/workspace.ts";
import type { TaskState } from "../../../protocol/run.ts";
import { backfillState } from "../../core/backfill-state.ts";
import { lastLoads } from "../../last-loads.ts";
import { shownState } from "../../shown-state.ts";
import type { Store } from "../../state/store.ts";
import { tasksInOrder } from "../../tasks-in-order.ts";
import { withoutFile } from "../../without-file.ts";
import type { ViewSource } from "./view-source.ts";

export function runView(run: RunRecord, source: ViewSource): RunView {
  const { store, owner, label } = source;
  const taskCounts: Partial<Record<TaskState, number>> = {};
  for (const { state } of store.tasks(run.runId)) taskCounts[state] = (taskCounts[state] ?? 0) + 1;
  return {
    ...run,
    shown: shownState(run, store, owner !== undefined),
    label: label(run.dagId, run.interval),
    taskCounts,
  };
}

export function runDetail(run: RunRecord, source: ViewSource): RunDetail {
  const { store } = source;
  const dag = source.dag(run.dagId) ?? withoutFile(run.dagId);
  const view = taskViews(run.runId, store);
  return { run: runView(run, source), tasks: tasksInOrder(store, dag, run).map(view) };
}

/** Makes the views of one run's tasks. */
export function taskViews(runId: string, store: Store): (task: TaskRecord) => TaskView {
  const loads: readonly LoadRecord[] = store.loads(runId);
  const checks = Map.groupBy(store.checks(runId), ({ taskId }) => taskId);
  return (task) => ({
    ...task,
    loads: lastLoads(task, loads),
    checks: (checks.get(task.taskId) ?? []).map((check) => checkView(check, store)),
  });
}

export function checkView({ failing, ...check }: CheckRecord, store: Store): CheckView {
  return { ...check, keptRows: failing?.rows.length ?? null, since: store.outcomeSince(check) };
}

export function backfillView(backfill: BackfillRecord, { owner }: Pick<ViewSource, "owner">): BackfillView {
  return { ...backfill, state: backfillState(backfill, owner !== undefined) };
}
