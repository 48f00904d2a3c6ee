import type { GraphDag, GraphTask } from "../../../protocol/webview/graph.ts";

/** A node is a task, or a collapsed group with all that is inside it. Keys tell the two apart: `t:…`, `g:…`. */
export type ShownNode =
  | { readonly kind: "task"; readonly key: string; readonly task: GraphTask }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly groupId: string;
      readonly tasks: readonly GraphTask[];
    };

/** An open group that is drawn around its nodes. */
export interface ShownFrame {
  readonly groupId: string;
  readonly parent: string | undefined;
}

export interface ShownGraph {
  readonly nodes: readonly ShownNode[];
  readonly frames: readonly ShownFrame[];
  /** Between keys of nodes, each once. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** The open group that a node is in, by the node's key. */
  readonly frameOf: ReadonlyMap<string, string>;
  /** The node that a task is drawn as, by the task's id: its own, or a collapsed group's. */
  readonly nodeOf: ReadonlyMap<string, ShownNode>;
}

export const taskKey = (taskId: string): string => `t:${taskId}`;
export const groupKey = (groupId: string): string => `g:${groupId}`;

/** What is drawn when these groups are collapsed and only these tasks are shown; null shows all. */
export function shownGraph(
  dag: GraphDag,
  collapsed: ReadonlySet<string>,
  tasks: ReadonlySet<string> | null,
): ShownGraph {
  const parents = new Map(dag.groups.map(({ id, parent }) => [id, parent]));
  const nodes = new Map<string, ShownNode>();
  const frames = new Map<string, ShownFrame>();
  const frameOf = new Map<string, string>();
  const nodeOf = new Map<string, ShownNode>();
  for (const task of dag.tasks) {
    if (tasks !== null && !tasks.has(task.id)) continue;
    const around = groupsAround(task.group, parents);
    const closed = around.findIndex((group) => collapsed.has(group));
    const open = closed === -1 ? around : around.slice(0, closed);
    const closedGroup = around[closed];
    const node = closedGroup === undefined ? taskNode(task) : groupNode(closedGroup, task, nodes);
    nodes.set(node.key, node);
    for (const [depth, groupId] of open.entries()) frames.set(groupId, { groupId, parent: open[depth - 1] });
    const frame = open.at(-1);
    if (frame !== undefined) frameOf.set(node.key, frame);
  }
  for (const node of nodes.values()) {
    for (const task of node.kind === "task" ? [node.task] : node.tasks) nodeOf.set(task.id, node);
  }
  return {
    nodes: [...nodes.values()],
    frames: [...frames.values()],
    edges: edgesOf(nodeOf),
    frameOf,
    nodeOf,
  };
}

function taskNode(task: GraphTask): ShownNode {
  return { kind: "task", key: taskKey(task.id), task };
}

function groupNode(groupId: string, task: GraphTask, nodes: ReadonlyMap<string, ShownNode>): ShownNode {
  const key = groupKey(groupId);
  const before = nodes.get(key);
  const tasks = before?.kind === "group" ? before.tasks : [];
  return { kind: "group", key, groupId, tasks: [...tasks, task] };
}

/** The groups that a task is in, outermost first. */
export function groupsAround(
  group: string | undefined,
  parents: ReadonlyMap<string, string | undefined>,
): readonly string[] {
  const around: string[] = [];
  for (let id = group; id !== undefined && !around.includes(id); id = parents.get(id)) around.unshift(id);
  return around;
}

function edgesOf(nodeOf: ReadonlyMap<string, ShownNode>): ShownGraph["edges"] {
  const edges = new Map<string, { from: string; to: string }>();
  for (const node of new Set(nodeOf.values())) {
    for (const task of node.kind === "task" ? [node.task] : node.tasks) {
      for (const upstream of task.upstream) {
        const from = nodeOf.get(upstream)?.key;
        if (from === undefined || from === node.key) continue;
        edges.set(JSON.stringify([from, node.key]), { from, to: node.key });
      }
    }
  }
  return [...edges.values()];
}

/** Two graphs with the same text look the same but for states: no layout is needed between them. */
export function shapeOf(graph: ShownGraph, direction: string): string {
  return JSON.stringify([
    direction,
    graph.nodes.map(({ key }) => key),
    graph.frames.map(({ groupId, parent }) => [groupId, parent ?? null]),
    [...graph.frameOf],
    graph.edges.map(({ from, to }) => [from, to]),
  ]);
}
