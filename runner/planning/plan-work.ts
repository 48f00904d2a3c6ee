import type { RunOrder } from "../../protocol/backfill.ts";
import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord } from "../../protocol/history.ts";
import type { RunKind } from "../../protocol/run.ts";
import { assertNever, UserError } from "../../protocol/user-error.ts";
import type {
  BackfillRequest,
  ClearRequest,
  PlannedRun,
  ResumeRequest,
  RetryRequest,
  RunRequest,
  WorkOrder,
  WorkPlan,
} from "../../protocol/work.ts";
import { planRuns } from "../core/backfill-plan.ts";
import { downstreamClosure, graphOf } from "../core/graph.ts";
import type { RedoRequest } from "../core/redo-plan.ts";
import { inOrder, planClear, planResume, planRetry } from "../core/redo-plan.ts";
import { selectSubset } from "../core/selection.ts";
import type { HistoryView } from "../engine/existing-run.ts";
import { historyView } from "../engine/existing-run.ts";
import type { Store } from "../state/store.ts";
import { backfillIntervals } from "./backfill-intervals.ts";
import { nothingToDo } from "./nothing-to-do.ts";
import { livingInterval } from "./run-interval.ts";
import { findBackfill, runsInScope, runsOfBackfill } from "./run-scope.ts";

/** What plans are made of. */
export interface Planning {
  readonly dag: DagSpec;
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A living runner drives the open runs of the history. */
  readonly isOwned: boolean;
}

/** The DAG that an order is about. Throws a UserError when only its backfill would say, and there is none. */
export function dagIdOf(order: WorkOrder, store: Store): string {
  return order.kind === "resume" ? findBackfill(store, order.backfillId).dagId : order.dagId;
}

/** What to do to carry an order out. Only reads. Throws a UserError when it cannot be done, or there is nothing to do. */
export function planWork(order: WorkOrder, planning: Planning): WorkPlan {
  const { dag } = planning;
  const view = historyView(planning.store, planning.isOwned);
  const plan = (runKind: RunKind, taskIds: readonly string[], runs: readonly PlannedRun[]): WorkPlan => ({
    order,
    dag,
    runKind,
    taskIds,
    runs,
  });
  switch (order.kind) {
    case "run":
      return plan("manual", ...runPlan(order, planning, view));
    case "backfill":
      return plan("backfill", ...backfillPlan(order, planning, view));
    case "retry":
      return plan("manual", ...retryPlan(order, planning, view));
    case "clear":
      return plan("manual", ...clearPlan(order, planning, view));
    case "resume":
      return plan("backfill", ...resumePlan(order, planning, view));
    default:
      return assertNever(order);
  }
}

type Planned = readonly [taskIds: readonly string[], runs: readonly PlannedRun[]];

function runPlan(order: RunRequest, { dag, now }: Planning, view: HistoryView): Planned {
  const taskIds = selected(dag, order);
  const intervals = [livingInterval(dag, order, now)];
  const existing = view.at(dag.id);
  const planned = planRuns({ intervals, policy: "all", taskIds, isSelection: isSelection(order), existing });
  return [taskIds, someWork(planned, { dag, verb: "run" })];
}

function backfillPlan(order: BackfillRequest, { dag, now }: Planning, view: HistoryView): Planned {
  const taskIds = selected(dag, order);
  refuseBackwards(dag, taskIds, order.order);
  const runs = planRuns({
    intervals: backfillIntervals(dag, order),
    policy: order.policy,
    taskIds,
    isSelection: isSelection(order),
    existing: view.at(dag.id),
    now,
  });
  return [taskIds, inOrder(runs, order.order)];
}

function retryPlan(order: RetryRequest, planning: Planning, view: HistoryView): Planned {
  const { dag, store, now } = planning;
  const taskIds = selected(dag, order);
  const runs = runsInScope(dag, order, store, now);
  const planned = planRetry(redo(runs, view, taskIds, isSelection(order)));
  return [
    taskIds,
    someWork(planned, { dag, verb: "retry", isLast: isUnscoped(order), ...backfillOf(order) }),
  ];
}

function clearPlan(order: ClearRequest, planning: Planning, view: HistoryView): Planned {
  const { dag, store, now } = planning;
  const chosen = new Set(selected(dag, order));
  if (order.downstream) for (const id of downstreamClosure(graphOf(dag.tasks), chosen)) chosen.add(id);
  const taskIds = dag.tasks.map(({ id }) => id).filter((id) => chosen.has(id));
  const runs = runsInScope(dag, order, store, now);
  const planned = planClear({ ...redo(runs, view, taskIds, true), isOnlyReset: order.isOnlyReset });
  return [
    taskIds,
    someWork(planned, { dag, verb: "clear", isLast: isUnscoped(order), ...backfillOf(order) }),
  ];
}

function resumePlan({ backfillId }: ResumeRequest, { dag, store }: Planning, view: HistoryView): Planned {
  const backfill = findBackfill(store, backfillId);
  const part = new Set(backfill.taskIds ?? dag.tasks.map(({ id }) => id));
  const taskIds = dag.tasks.map(({ id }) => id).filter((id) => part.has(id));
  refuseBackwards(dag, taskIds, backfill.order);
  const isSelection = taskIds.length < dag.tasks.length;
  const request = redo(runsOfBackfill(dag, backfillId, store), view, taskIds, isSelection, backfill.order);
  return [taskIds, someWork(planResume(request), { dag, verb: "resume", backfillId })];
}

function redo(
  runs: readonly RunRecord[],
  view: HistoryView,
  taskIds: readonly string[],
  isSelection: boolean,
  order: RunOrder = "asc",
): RedoRequest {
  return { runs: inOrder(runs, order).map(view.of), taskIds, isSelection };
}

function someWork(
  runs: readonly PlannedRun[],
  about: Parameters<typeof nothingToDo>[1],
): readonly PlannedRun[] {
  if (runs.some(({ action }) => action !== "skip")) return runs;
  throw nothingToDo(runs, about);
}

function selected(dag: DagSpec, { task, except }: { task?: string; except?: string }): readonly string[] {
  const selection = selectSubset(dag, task, except);
  if (selection.ok) return selection.taskIds;
  throw new UserError({ code: "unknown-task", message: selection.message, next: selection.next });
}

function isSelection({ task, except }: { task?: string; except?: string }): boolean {
  return task !== undefined || except !== undefined;
}

function isUnscoped({ date, from, to, backfillId }: RetryRequest | ClearRequest): boolean {
  return [date, from, to, backfillId].every((part) => part === undefined);
}

function backfillOf({ backfillId }: RetryRequest | ClearRequest): { readonly backfillId?: string } {
  return backfillId === undefined ? {} : { backfillId };
}

/** As in Airflow: the newest run first would wait for one that starts after it. */
function refuseBackwards(dag: DagSpec, taskIds: readonly string[], order: RunOrder): void {
  if (order === "asc") return;
  const task = dag.tasks.find(({ id, dependsOnPast }) => dependsOnPast && taskIds.includes(id));
  if (task === undefined) return;
  throw new UserError({
    code: "backwards-past",
    message: `${dag.id} cannot be backfilled newest first: ${task.id} depends on its past, which would run after it.`,
    next: "Leave --order desc out, or the task with --except.",
    position: task.position,
  });
}
