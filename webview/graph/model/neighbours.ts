import type { GraphDirection } from "../../../protocol/webview/graph.ts";
import type { ShownGraph } from "./shown-graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Step = "upstream" | "downstream" | "before" | "after";

/** Along the edges in the direction of the graph, across it among those beside. */
export function stepOf(key: string, direction: GraphDirection): Step | undefined {
  const across = direction === "LR";
  switch (key) {
    case "ArrowRight":
      return across ? "downstream" : "after";
    case "ArrowLeft":
      return across ? "upstream" : "before";
    case "ArrowDown":
      return across ? "after" : "downstream";
    case "ArrowUp":
      return across ? "before" : "upstream";
    default:
      return undefined;
  }
}

/**
 * The node that a step leads to, or undefined at the edge of the graph. Of several upstream or downstream nodes it is
 * the one that is most nearly straight ahead; beside a node is what is nearest in its own column or row.
 */
export function neighbourOf(
  graph: ShownGraph,
  from: string,
  step: Step,
  direction: GraphDirection,
  centreOf: (key: string) => Point | undefined,
): string | undefined {
  const here = centreOf(from);
  if (here === undefined) return undefined;
  const along = (point: Point): number => (direction === "LR" ? point.x : point.y);
  const across = (point: Point): number => (direction === "LR" ? point.y : point.x);
  const cost = (point: Point): number => {
    const side = Math.abs(across(point) - across(here));
    // Going along edges, the side matters; going sideways, leaving the column does.
    const ahead = Math.abs(along(point) - along(here));
    return step === "upstream" || step === "downstream" ? side + ahead / 1000 : side + 4 * ahead;
  };
  const candidates = candidatesOf(graph, from, step).flatMap((key) => {
    const point = centreOf(key);
    return point === undefined ? [] : [{ key, point }];
  });
  const open = candidates.filter(({ point }) => {
    if (step === "before") return across(point) < across(here) - 1;
    return step === "after" ? across(point) > across(here) + 1 : true;
  });
  return open.toSorted((a, b) => cost(a.point) - cost(b.point))[0]?.key;
}

function candidatesOf(graph: ShownGraph, from: string, step: Step): readonly string[] {
  switch (step) {
    case "upstream":
      return graph.edges.flatMap((edge) => (edge.to === from ? [edge.from] : []));
    case "downstream":
      return graph.edges.flatMap((edge) => (edge.from === from ? [edge.to] : []));
    case "before":
    case "after":
      return graph.nodes.flatMap(({ key }) => (key === from ? [] : [key]));
  }
}
