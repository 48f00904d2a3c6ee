import type { GraphDirection } from "../../../protocol/webview/graph.ts";
import type { ShownGraph, ShownNode } from "./shown-graph.ts";

/** As wide as a node shall be. It is one word: Mermaid's time goes into measuring words. */
const NODE_TEXT = "x".repeat(15);
const FRAME_TEXT = "x".repeat(10);

export interface MermaidSource {
  readonly text: string;
  /** By the number in the node's name: `n0`, `n1`, … */
  readonly nodes: readonly ShownNode[];
  /** Ids of groups by the number in the frame's name: `g0`, `g1`, … */
  readonly frames: readonly string[];
}

/**
 * A flowchart of placeholders, for its layout alone: no name of the DAG file is in it, so that none is ever parsed.
 * Names are drawn into the nodes afterwards, as text.
 */
export function mermaidSource(graph: ShownGraph, direction: GraphDirection): MermaidSource {
  const numbers = new Map(graph.nodes.map(({ key }, index) => [key, index]));
  const frames = graph.frames.map(({ groupId }) => groupId);
  const lines = [`flowchart ${direction}`, ...inside(graph, undefined, numbers, frames)];
  for (const { from, to } of graph.edges) lines.push(`n${numbers.get(from)} --> n${numbers.get(to)}`);
  return { text: lines.join("\n"), nodes: graph.nodes, frames };
}

function inside(
  graph: ShownGraph,
  frame: string | undefined,
  numbers: ReadonlyMap<string, number>,
  frames: readonly string[],
): readonly string[] {
  const nodes = graph.nodes
    .filter(({ key }) => graph.frameOf.get(key) === frame)
    .map(({ key }) => `n${numbers.get(key)}["${NODE_TEXT}"]`);
  const inner = graph.frames
    .filter(({ parent }) => parent === frame)
    .flatMap(({ groupId }) => [
      `subgraph g${frames.indexOf(groupId)}["${FRAME_TEXT}"]`,
      ...inside(graph, groupId, numbers, frames),
      "end",
    ]);
  return [...nodes, ...inner];
}
