import type { TaskSpec } from "../../protocol/dag.ts";
import type { AnyOperator } from "../operators/registry.ts";

/**
 * The warehouse that a task's operator works on: the one that it names, else the default one. Undefined for an
 * operator that has none of its own, and for one that is not registered.
 */
export function warehouseOf(
  task: TaskSpec,
  operators: ReadonlyMap<string, AnyOperator>,
  defaultWarehouse: string,
): string | undefined {
  const param = operators.get(task.operator)?.connectionParams.warehouse;
  if (param === undefined) return undefined;
  const named = task.params[param];
  return typeof named === "string" ? named : defaultWarehouse;
}
