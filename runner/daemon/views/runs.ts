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
import type { Store, TaskCounts } from "../../state/store.ts";
import { tasksInOrder } from "../../tasks-in-order.ts";
import { withoutFile } from "../../without-file.ts";
import type { ViewSource } from "./view-source.ts";

export function runView(
  run: RunRecord,
  source: ViewSource,
  taskCounts: TaskCounts = countTasks(source.store.tasks(run.runId)),
): RunView {
  const { owner, label } = source;
  return {
    ...run,
    shown: shownState(run, source, owner !== undefined),
    label: label(run.dagId, run.interval),
    taskCounts,
  };
}

/** Every run that has not ended. There can be thousands: what they have in common is asked for once. */
export function openRuns(source: ViewSource): readonly RunView[] {
  const counts = source.store.unfinishedTasks();
  return source.store.unfinishedRuns().map((run) => runView(run, source, counts.get(run.runId) ?? {}));
}

function countTasks(tasks: readonly TaskRecord[]): TaskCounts {
  const counts: Partial<Record<TaskState, number>> = {};
  for (const { state } of tasks) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
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
