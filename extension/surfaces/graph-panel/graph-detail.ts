import type { TaskSpec } from "../../../protocol/dag.ts";
import type { TaskError } from "../../../protocol/event.ts";
import type { TaskDetail } from "../../../protocol/rpc/runs.ts";
import type { CheckView, TaskView } from "../../../protocol/rpc/workspace.ts";
import type { GraphCheck, GraphDetail } from "../../../protocol/webview/graph.ts";

/** What the detail pane shows: what the runner says of the task, and what the run has of it. */
export function graphDetail(
  taskId: string,
  detail: TaskDetail,
  spec: TaskSpec | undefined,
  task: TaskView | undefined,
): GraphDetail {
  return {
    taskId,
    state: task?.state ?? null,
    note: task?.note ?? null,
    params: detail.params,
    sql: detail.sql,
    logTail: detail.logTail,
    hasLog: detail.logFile !== null,
    tries: detail.tries.map(({ tryNumber, startedAt, endedAt, outcome, error }) => ({
      tryNumber,
      startedAt,
      endedAt,
      outcome,
      error: error === null ? null : errorText(error),
    })),
    loads: (task?.loads ?? []).map(({ table, read, inserted, updated, deleted, rejected, total }) => ({
      table,
      read,
      inserted,
      updated,
      deleted,
      rejected,
      total,
    })),
    checks: checksOf(spec, task),
  };
}

function errorText({ message, next }: TaskError & { readonly next?: string }): string {
  return next === undefined ? message : `${message} ${next}`;
}

/** Those of the DAG file, with what the run has of them; then those that only the run has. */
function checksOf(spec: TaskSpec | undefined, task: TaskView | undefined): readonly GraphCheck[] {
  const results = new Map((task?.checks ?? []).map((check) => [check.name, check]));
  const defined = (spec?.checks ?? []).map(({ name }) => checkOf(name, results.get(name)));
  const names = new Set(defined.map(({ name }) => name));
  const others = [...results.values()].filter(({ name }) => !names.has(name));
  return [...defined, ...others.map((check) => checkOf(check.name, check))];
}

function checkOf(name: string, result: CheckView | undefined): GraphCheck {
  return {
    name,
    outcome: result?.outcome ?? null,
    observed: result?.observed ?? "",
    expected: result?.expected ?? "",
    hasFailingRows: (result?.keptRows ?? 0) > 0,
  };
}
