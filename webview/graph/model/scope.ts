import type { TaskState } from "../../../protocol/run.ts";
import type { GraphDag } from "../../../protocol/webview/graph.ts";

/** More tasks than this are not drawn at once unless asked for: the layout takes seconds, and nobody can read it. */
export const MANY = 200;

/** Which tasks are drawn: all, or those one hop around some. */
export type Scope = { readonly kind: "all" } | { readonly kind: "near"; readonly seeds: readonly string[] };

export interface Opening {
  readonly scope: Scope;
  readonly collapsed: readonly string[];
}

/** How a DAG opens: whole; a large one with its groups collapsed; one without groups around what matters. */
export function openingOf(
  dag: GraphDag,
  selected: string | null,
  stateOf: (taskId: string) => TaskState | undefined,
): Opening {
  if (dag.tasks.length <= MANY) return { scope: { kind: "all" }, collapsed: [] };
  const collapsed = dag.groups.map(({ id }) => id);
  const loose = dag.tasks.filter(({ group }) => group === undefined).length;
  const outer = dag.groups.filter(({ parent }) => parent === undefined).length;
  if (outer > 0 && loose + outer <= MANY) return { scope: { kind: "all" }, collapsed };
  return { scope: { kind: "near", seeds: seedsOf(dag, selected, stateOf) }, collapsed: [] };
}

/** The tasks of a scope, in no more than `most`; null for all. */
export function tasksOf(dag: GraphDag, scope: Scope, most = MANY): ReadonlySet<string> | null {
  if (scope.kind === "all") return null;
  const near = neighboursIn(dag);
  const tasks = new Set(scope.seeds.filter((id) => near.has(id)));
  for (const seed of [...tasks]) {
    for (const id of near.get(seed) ?? []) {
      if (tasks.size < most) tasks.add(id);
    }
  }
  return tasks;
}

/** The scope with one more task's neighbours. */
export function withNeighbours(scope: Scope, taskId: string): Scope {
  if (scope.kind === "all" || scope.seeds.includes(taskId)) return scope;
  return { kind: "near", seeds: [...scope.seeds, taskId] };
}

/** The selected task; or those that failed, that run, or that nothing comes before. A handful. */
function seedsOf(
  dag: GraphDag,
  selected: string | null,
  stateOf: (taskId: string) => TaskState | undefined,
): readonly string[] {
  if (selected !== null && dag.tasks.some(({ id }) => id === selected)) return [selected];
  const inState = (state: TaskState): string[] =>
    dag.tasks.flatMap(({ id }) => (stateOf(id) === state ? [id] : []));
  const roots = dag.tasks.flatMap(({ id, upstream }) => (upstream.length === 0 ? [id] : []));
  const found = [inState("failed"), inState("running"), roots].find((ids) => ids.length > 0) ?? [];
  return found.slice(0, 10);
}

function neighboursIn(dag: GraphDag): ReadonlyMap<string, readonly string[]> {
  const near = new Map<string, string[]>(dag.tasks.map(({ id }) => [id, []]));
  for (const { id, upstream } of dag.tasks) {
    for (const other of upstream) {
      near.get(other)?.push(id);
      if (near.has(other)) near.get(id)?.push(other);
    }
  }
  return near;
}
