import type { DagSpec } from "../../../protocol/dag.ts";
import type { RunView, TaskView } from "../../../protocol/rpc/workspace.ts";
import type { CheckCounts, GraphDag, GraphInstance, GraphRun } from "../../../protocol/webview/graph.ts";

/** The part of a DAG that its graph shows. */
export function graphDag(spec: DagSpec, sqlFiles: Readonly<Record<string, readonly string[]>>): GraphDag {
  return {
    id: spec.id,
    groups: spec.groups.map(({ id, parent }) => ({ id, ...(parent !== undefined && { parent }) })),
    tasks: spec.tasks.map((task) => ({
      id: task.id,
      operator: task.operator,
      upstream: task.upstream,
      hasSql: "sql" in task.params || (sqlFiles[task.id] ?? []).length > 0,
      hasChecks: task.checks.length > 0,
      ...(task.group !== undefined && { group: task.group }),
      ...(task.description !== undefined && { description: task.description }),
    })),
  };
}

export function graphRun({ runId, label, kind, shown, startedAt, endedAt }: RunView): GraphRun {
  return { runId, label, kind, shown, startedAt, endedAt };
}

export function graphInstance(task: TaskView): GraphInstance {
  const { taskId, state, retriesUsed, startedAt, endedAt, loads, checks } = task;
  return {
    taskId,
    state,
    retries: retriesUsed,
    startedAt,
    endedAt,
    rows: rowsOf(loads),
    checks: countsOf(checks),
  };
}

function rowsOf(loads: TaskView["loads"]): number | null {
  if (loads.length === 0) return null;
  return loads.reduce((rows, { inserted, updated }) => rows + inserted + updated, 0);
}

function countsOf(checks: TaskView["checks"]): CheckCounts {
  const count = (...outcomes: readonly string[]): number =>
    checks.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    passed: count("pass"),
    warned: count("warn"),
    failed: count("fail", "error"),
    skipped: count("skipped"),
  };
}
