import type { DagSpec } from "../../protocol/dag.ts";
import { graphOf, topologicalOrder } from "./graph.ts";
import type { DagGraph } from "./state.ts";

/** Prepares a DAG, which the loader has found to be free of circles, for the decisions of its runs. */
export function dagGraph(spec: DagSpec): DagGraph {
  return {
    spec,
    tasks: new Map(spec.tasks.map((task) => [task.id, task])),
    order: topologicalOrder(graphOf(spec.tasks)),
  };
}
