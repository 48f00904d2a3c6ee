import { didYouMeanText } from "../core/did-you-mean.ts";
import { findCycle, graphOf } from "../core/graph.ts";
import type { RawDag, RawEdge, RawFrames, RawRef } from "./raw.ts";

export interface GraphIds {
  /** Full ids, as the raw DAG has its tasks and groups. */
  readonly tasks: readonly string[];
  readonly groups: readonly string[];
}

/** A mistake of the graph, at a call or at a task. */
export interface GraphMistake {
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly frames: RawFrames;
  readonly taskId?: string;
}

type Node = Exclude<RawRef, { readonly kind: "name" }>;
interface Edge {
  readonly from: Node;
  readonly to: Node;
}

/** Upstream ids of every task (by index), and what is wrong with the graph. */
export function resolveGraph(
  raw: RawDag,
  ids: GraphIds,
): { readonly upstream: readonly (readonly string[])[]; readonly mistakes: readonly GraphMistake[] } {
  const mistakes: GraphMistake[] = [];
  const edges: Edge[] = [];
  const groupsAbove = raw.groups.map((_, index) => ancestors(raw, index));
  for (const edge of raw.edges) {
    const from = lookUp(edge.from, edge, ids, mistakes);
    const to = lookUp(edge.to, edge, ids, mistakes);
    if (from === undefined || to === undefined) continue;
    if (contains(from, to) || contains(to, from)) {
      mistakes.push(selfContaining(from, to, edge.frames, ids));
    } else {
      edges.push({ from, to });
    }
  }

  function groupsOf(node: Node): readonly number[] {
    const group = node.kind === "group" ? node.index : raw.tasks[node.index]?.group;
    return group === undefined ? [] : (groupsAbove[group] ?? []);
  }
  function contains(outer: Node, inner: Node): boolean {
    if (outer.kind !== "group") return false;
    return inner.kind === "task"
      ? groupsOf(inner).includes(outer.index)
      : inner.index !== outer.index && groupsOf(inner).includes(outer.index);
  }

  const ends = groupEnds(raw, edges, groupsOf, contains);
  const upstream = raw.tasks.map(() => new Set<string>());
  for (const { from, to } of edges) {
    for (const last of ends(from).leaves) {
      for (const first of ends(to).roots) upstream[first]?.add(ids.tasks[last] ?? "");
    }
  }
  for (const [index, group] of raw.groups.entries()) {
    if (ends({ kind: "group", index }).leaves.length > 0) continue;
    mistakes.push({
      code: "empty-group",
      message: `The group "${ids.groups[index]}" has no tasks.`,
      next: "Make tasks in the function that is given to group(…), or leave the group out.",
      frames: group.frames,
    });
  }
  const resolved = upstream.map((above) => [...above]);
  mistakes.push(...circles(raw, ids, resolved));
  return { upstream: resolved, mistakes };
}

interface Ends {
  /** Indexes of tasks that nothing inside waits for, and that wait for nothing inside. */
  readonly leaves: readonly number[];
  readonly roots: readonly number[];
}

/** First and last tasks of a node. A group's depend on the edges within it, which may name groups inside it. */
function groupEnds(
  raw: RawDag,
  edges: readonly Edge[],
  groupsOf: (node: Node) => readonly number[],
  contains: (outer: Node, inner: Node) => boolean,
): (node: Node) => Ends {
  const members = raw.groups.map((): number[] => []);
  for (const index of raw.tasks.keys()) {
    for (const group of groupsOf({ kind: "task", index })) members[group]?.push(index);
  }
  const known = new Map<number, Ends>();
  const ends = (node: Node): Ends => {
    if (node.kind === "task") return { leaves: [node.index], roots: [node.index] };
    const before = known.get(node.index);
    if (before !== undefined) return before;
    const waitedFor = new Set<number>();
    const waiting = new Set<number>();
    for (const { from, to } of edges) {
      if (!contains(node, from) || !contains(node, to)) continue;
      for (const last of ends(from).leaves) waitedFor.add(last);
      for (const first of ends(to).roots) waiting.add(first);
    }
    const inside = members[node.index] ?? [];
    const found = {
      leaves: inside.filter((task) => !waitedFor.has(task)),
      roots: inside.filter((task) => !waiting.has(task)),
    };
    known.set(node.index, found);
    return found;
  };
  return ends;
}

/** The group itself and those around it, innermost first. */
function ancestors(raw: RawDag, group: number): readonly number[] {
  const parent = raw.groups[group]?.parent;
  return parent === undefined ? [group] : [group, ...ancestors(raw, parent)];
}

/** An id is looked up inside the groups around the call first, innermost first, then as a full id. */
function lookUp(ref: RawRef, edge: RawEdge, ids: GraphIds, mistakes: GraphMistake[]): Node | undefined {
  if (ref.kind !== "name") return ref;
  const around = ref.group === undefined ? "" : (ids.groups[ref.group] ?? "");
  const scopes =
    around === "" ? [] : around.split(".").map((_, n, all) => all.slice(0, all.length - n).join("."));
  for (const full of [...scopes.map((scope) => `${scope}.${ref.name}`), ref.name]) {
    const task = ids.tasks.indexOf(full);
    if (task >= 0) return { kind: "task", index: task };
    const group = ids.groups.indexOf(full);
    if (group >= 0) return { kind: "group", index: group };
  }
  const candidates = [...ids.tasks, ...ids.groups];
  const inner = candidates.filter((id) => around !== "" && id.startsWith(`${around}.`));
  const names = [...candidates, ...inner.map((id) => id.slice(around.length + 1))];
  const owner = edge.to.kind === "name" ? undefined : nodeId(edge.to, ids);
  mistakes.push({
    code: "unknown-upstream",
    message:
      owner === undefined
        ? `chain(…) names "${ref.name}", which is no task or group of this DAG.${didYouMeanText(ref.name, names)}`
        : `"${owner}" waits for "${ref.name}", which is no task or group of this DAG.${didYouMeanText(ref.name, names)}`,
    next: "Correct the id, or give what the operator function returned.",
    frames: edge.frames,
    ...(edge.to.kind === "task" && owner !== undefined ? { taskId: owner } : {}),
  });
  return undefined;
}

function nodeId(node: Node, ids: GraphIds): string {
  return (node.kind === "task" ? ids.tasks : ids.groups)[node.index] ?? "?";
}

function selfContaining(from: Node, to: Node, frames: RawFrames, ids: GraphIds): GraphMistake {
  return {
    code: "circular-graph",
    message: `"${nodeId(to, ids)}" waits for "${nodeId(from, ids)}", and one of them is inside the other.`,
    next: "A group and its own tasks cannot wait for each other; name the task that is meant.",
    frames,
  };
}

const MOST_CIRCLES = 10;

function circles(
  raw: RawDag,
  ids: GraphIds,
  upstream: readonly (readonly string[])[],
): readonly GraphMistake[] {
  const found: GraphMistake[] = [];
  // Two tasks of one id look like one that waits for itself; that they share it is told already.
  if (new Set(ids.tasks).size < ids.tasks.length) return found;
  let nodes = ids.tasks.map((id, index) => ({ id, upstream: upstream[index] ?? [] }));
  while (found.length < MOST_CIRCLES) {
    const cycle = findCycle(graphOf(nodes));
    if (cycle === undefined) break;
    const [first = ""] = cycle;
    found.push({
      code: "circular-graph",
      message: `Tasks wait for each other in a circle: ${cycle.join(" → ")}.`,
      next: "Take one of these tasks out of another one's after.",
      frames: raw.tasks[ids.tasks.indexOf(first)]?.frames ?? raw.frames,
      taskId: first,
    });
    const on = new Set(cycle);
    nodes = nodes.map((node) =>
      on.has(node.id) ? { ...node, upstream: node.upstream.filter((id) => !on.has(id)) } : node,
    );
  }
  return found;
}
