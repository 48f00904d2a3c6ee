import type { DagSpec } from "../../../protocol/dag.ts";

/**
 * The DAG and task that a line (counted from 1) of their file belongs to: the last ones that begin at or above it. A
 * line where several tasks begin, made by a loop, names none of them.
 */
export function definitionAt(
  dags: readonly DagSpec[],
  line: number,
): { readonly dagId?: string; readonly taskId?: string } {
  const dag = lastAbove(dags, line);
  if (dag === undefined) return {};
  const tasks = dag.tasks.filter(({ position }) => position.file === dag.position.file);
  const task = lastAbove(tasks, line);
  const isAlone = tasks.filter(({ position }) => position.line === task?.position.line).length === 1;
  return { dagId: dag.id, ...(task !== undefined && isAlone && { taskId: task.id }) };
}

function lastAbove<T extends { readonly position: { readonly line: number } }>(
  definitions: readonly T[],
  line: number,
): T | undefined {
  return definitions
    .filter(({ position }) => position.line <= line)
    .reduce<T | undefined>(
      (last, next) => (last === undefined || next.position.line > last.position.line ? next : last),
      undefined,
    );
}
