import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { GoneStaging } from "../../protocol/plan-facts.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import { downstreamClosure, graphOf } from "../core/graph.ts";
import type { AnyOperator } from "../operators/registry.ts";

/**
 * Staging tables that the planned tasks may read and will not find: the task that fills one is not among them, and
 * the run is new, or has succeeded, which drops its staging. Whether a task does read it, only its SQL says.
 */
export function goneStaging(
  dag: DagSpec,
  { state, taskIds }: PlannedRun,
  operators: ReadonlyMap<string, AnyOperator>,
): readonly GoneStaging[] {
  if (state !== "none" && state !== "success") return [];
  const graph = graphOf(dag.tasks);
  const planned = new Set(taskIds);
  return dag.tasks.flatMap((task) => {
    if (planned.has(task.id)) return [];
    const tables = operators.get(task.operator)?.runTables?.(task.params as never) ?? [];
    const readers = downstreamClosure(graph, [task.id]);
    const runs = dag.tasks.filter(({ id }) => planned.has(id) && readers.has(id));
    return tables
      .filter((table) => runs.some((reader) => mayRead(reader, table)))
      .map((table) => ({ table, taskId: task.id }));
  });
}

/** Checks alone read no more than they name, unless that is in a SQL file. */
function mayRead({ operator, checks }: TaskSpec, table: string): boolean {
  if (operator !== "dataQuality") return true;
  const text = JSON.stringify(checks);
  return text.includes(table) || text.includes(".sql");
}
