import type { GraphInstance } from "../../../protocol/webview/graph.ts";
import { groupFacts, taskFacts } from "../model/node-facts.ts";
import type { ShownGraph } from "../model/shown-graph.ts";
import { drawFrame } from "./draw-frame.ts";
import { type DrawnNode, drawNode, type Measures } from "./draw-node.ts";
import type { Drawing } from "./layout.ts";

/** A graph that was laid out and filled. States are patched into it; only another shape needs another one. */
export interface DrawnGraph {
  readonly shape: string;
  readonly graph: ShownGraph;
  readonly root: SVGGElement;
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  /** Draws what these tasks are like now; all of them when undefined. */
  patch(instanceOf: InstanceOf, now: number, tasks?: Iterable<string>): void;
  /** Marks the node, and the edges that lead to it and from it. */
  select(key: string | null): void;
  /** Dims all nodes but these; null dims none. */
  highlight(keys: ReadonlySet<string> | null): void;
}

export type InstanceOf = (taskId: string) => GraphInstance | undefined;

export function drawGraph(
  graph: ShownGraph,
  shape: string,
  drawing: Drawing,
  measures: Measures,
  onCollapse: (groupId: string) => void,
): DrawnGraph {
  const parents = new Map(graph.frames.map(({ groupId, parent }) => [groupId, parent]));
  for (const [groupId, element] of drawing.frames) {
    drawFrame(element, groupId, parents.get(groupId), measures, () => onCollapse(groupId));
  }
  for (const { path } of drawing.edges) {
    path.setAttribute("class", "edge");
    path.removeAttribute("style");
    path.removeAttribute("id");
    path.setAttribute("marker-end", "url(#arrow)");
  }
  const nodes = new Map(
    [...drawing.nodes].map(([key, box]) => [key, drawNode(box.node, graph.frameOf.get(key), box, measures)]),
  );
  return {
    shape,
    graph,
    root: drawing.root,
    nodes,
    patch: (instanceOf, now, tasks) => {
      const keys = tasks === undefined ? nodes.keys() : keysOf(graph, tasks);
      for (const key of keys) {
        const drawn = nodes.get(key);
        if (drawn !== undefined) patchNode(drawn, instanceOf, now);
      }
    },
    select: (key) => {
      for (const [other, { element, node }] of nodes) {
        element.classList.toggle("selected", other === key);
        // Groups are not selected, but expanded.
        if (node.kind === "task") element.setAttribute("aria-pressed", String(other === key));
      }
      for (const { from, to, path } of drawing.edges) {
        path.classList.toggle("selected", from === key || to === key);
      }
    },
    highlight: (keys) => {
      for (const [key, { element }] of nodes)
        element.classList.toggle("dim", keys !== null && !keys.has(key));
      for (const { from, to, path } of drawing.edges) {
        path.classList.toggle("dim", keys !== null && !(keys.has(from) && keys.has(to)));
      }
    },
  };
}

function patchNode(drawn: DrawnNode, instanceOf: InstanceOf, now: number): void {
  const { node } = drawn;
  drawn.show(
    node.kind === "task"
      ? taskFacts(node.task, instanceOf(node.task.id), now)
      : groupFacts(node.groupId, node.tasks, instanceOf),
  );
}

function keysOf(graph: ShownGraph, tasks: Iterable<string>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const id of tasks) {
    const key = graph.nodeOf.get(id)?.key;
    if (key !== undefined) keys.add(key);
  }
  return keys;
}
