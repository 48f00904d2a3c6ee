import type { CheckSpec } from "../protocol/dag.ts";
import type { CheckView, DagView, WorkspaceView } from "../protocol/rpc/workspace.ts";

/** A check of a DAG file, with its latest result if it has one. */
export interface DefinedCheck {
  readonly dag: DagView;
  readonly taskId: string;
  readonly spec: CheckSpec;
  readonly result: CheckView | undefined;
}

/** In the order of the DAG files. */
export function checksOf(view: WorkspaceView): readonly DefinedCheck[] {
  const keyOf = (dagId: string, taskId: string, name: string): string =>
    JSON.stringify([dagId, taskId, name]);
  const results = new Map(view.checks.map((check) => [keyOf(check.dagId, check.taskId, check.name), check]));
  return view.dags.flatMap((dag) =>
    dag.spec.tasks.flatMap((task) =>
      task.checks.map((spec) => ({
        dag,
        taskId: task.id,
        spec,
        result: results.get(keyOf(dag.spec.id, task.id, spec.name)),
      })),
    ),
  );
}

/** True for results that somebody should look at. */
export function isFailing({ result }: DefinedCheck): boolean {
  return result?.outcome === "fail" || result?.outcome === "error";
}
