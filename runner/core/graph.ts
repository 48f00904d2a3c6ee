import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";

/** The part of a task that the graph needs. */
export type GraphNode = Pick<TaskSpec, "id" | "upstream">;

/** The edges between tasks, both ways. */
export interface Graph {
  /** In the order of the file. */
  readonly ids: readonly string[];
  readonly upstream: ReadonlyMap<string, readonly string[]>;
  readonly downstream: ReadonlyMap<string, readonly string[]>;
}

/** Upstream ids that name no task are left out; the loader reports them. */
export function graphOf(tasks: readonly GraphNode[]): Graph {
  const ids = tasks.map((task) => task.id);
  const known = new Set(ids);
  const upstream = new Map<string, readonly string[]>();
  const downstream = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const task of tasks) {
    const above = [...new Set(task.upstream)].filter((id) => known.has(id));
    upstream.set(task.id, above);
    for (const id of above) downstream.get(id)?.push(task.id);
  }
  return { ids, upstream, downstream };
}

/**
 * Every task after all of its upstream tasks; among those that could come next, the first of the file comes
 * first. Tasks on a cycle, and those below one, are left out.
 */
export function topologicalOrder(graph: Graph): readonly string[] {
  const position = new Map(graph.ids.map((id, index) => [id, index]));
  const waitsFor = new Map([...graph.upstream].map(([id, above]) => [id, above.length]));
  const ready = graph.ids.filter((id) => waitsFor.get(id) === 0);
  const order: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    for (const next of graph.downstream.get(id) ?? []) {
      const left = (waitsFor.get(next) ?? 0) - 1;
      waitsFor.set(next, left);
      if (left === 0) insertByPosition(ready, next, position);
    }
  }
  return order;
}

/**
 * Tasks by how many tasks come before them on the longest way: level 0 waits for nothing, level n for some task
 * of level n - 1. Within a level, the order of the file.
 */
export function levels(graph: Graph): readonly (readonly string[])[] {
  const levelOf = new Map<string, number>();
  for (const id of topologicalOrder(graph)) {
    const above = (graph.upstream.get(id) ?? []).map((up) => levelOf.get(up) ?? 0);
    levelOf.set(
      id,
      above.reduce((deepest, level) => Math.max(deepest, level + 1), 0),
    );
  }
  const found: string[][] = [];
  for (const id of graph.ids) {
    const level = levelOf.get(id);
    if (level === undefined) continue;
    while (found.length <= level) found.push([]);
    found[level]?.push(id);
  }
  return found;
}

/** A cycle as a path that ends where it began (`a`, `b`, `a`, each upstream of the next), or undefined. */
export function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set(topologicalOrder(graph));
  // Every task left over waits for another one left over, so walking upstream must come back to itself.
  const path: string[] = [];
  const seen = new Set<string>();
  let at = graph.ids.find((id) => !done.has(id));
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    path.push(at);
    at = graph.upstream.get(at)?.find((id) => !done.has(id));
  }
  if (at === undefined) return undefined;
  const cycle = path.slice(path.indexOf(at)).reverse();
  // Begin with the task that comes first in the file, so that the message does not depend on the walk.
  const first = graph.ids.find((id) => cycle.includes(id)) ?? at;
  const turn = cycle.indexOf(first);
  return [...cycle.slice(turn), ...cycle.slice(0, turn), first];
}

/** The tasks that these wait for, directly or not. */
export function upstreamClosure(graph: Graph, ids: Iterable<string>): ReadonlySet<string> {
  return closure(graph.upstream, ids);
}

/** The tasks that wait for these, directly or not. */
export function downstreamClosure(graph: Graph, ids: Iterable<string>): ReadonlySet<string> {
  return closure(graph.downstream, ids);
}

/** Ids of the tasks in a group and in the groups inside it, in the order of the file. */
export function tasksOfGroup(dag: Pick<DagSpec, "tasks" | "groups">, groupId: string): readonly string[] {
  const inside = new Set([groupId]);
  const children = new Map<string, string[]>();
  for (const group of dag.groups) {
    if (group.parent !== undefined)
      children.set(group.parent, [...(children.get(group.parent) ?? []), group.id]);
  }
  for (const id of inside) for (const child of children.get(id) ?? []) inside.add(child);
  return dag.tasks
    .filter((task) => task.group !== undefined && inside.has(task.group))
    .map((task) => task.id);
}

function closure(edges: ReadonlyMap<string, readonly string[]>, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of edges.get(id) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** `ready` stays sorted by position, by binary search: graphs have thousands of tasks. */
function insertByPosition(ready: string[], id: string, position: ReadonlyMap<string, number>): void {
  const at = position.get(id) ?? 0;
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((position.get(ready[middle] ?? "") ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, id);
}
