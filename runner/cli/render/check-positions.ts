import type { DagSpec } from "../../../protocol/dag.ts";
import type { SourcePosition } from "../../../protocol/problem.ts";

/** Where a DAG's checks are defined; nowhere for those that its file does not have any more. */
export function checkPositions(dag: DagSpec): (taskId: string, name: string) => SourcePosition | undefined {
  const tasks = new Map(dag.tasks.map(({ id, checks }) => [id, checks]));
  return (taskId, name) => tasks.get(taskId)?.find((check) => check.name === name)?.position;
}
