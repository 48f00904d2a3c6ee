import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shapeOf, shownGraph } from "../../../../webview/graph/model/shown-graph.ts";
import { SAMPLE, task } from "../sample-graph.ts";

/** `a>b` for each edge, nodes as keys with their frames. */
function outline(...args: Parameters<typeof shownGraph>): {
  nodes: string[];
  edges: string[];
  frames: string[];
} {
  const graph = shownGraph(...args);
  return {
    nodes: graph.nodes.map(({ key }) => {
      const frame = graph.frameOf.get(key);
      return frame === undefined ? key : `${key} in ${frame}`;
    }),
    edges: graph.edges.map(({ from, to }) => `${from}>${to}`),
    frames: graph.frames.map(({ groupId, parent }) => `${groupId} in ${parent ?? "the DAG"}`),
  };
}

describe("shownGraph", () => {
  it("shows tasks in their groups' frames", () => {
    assert.deepEqual(outline(SAMPLE, new Set(), null), {
      nodes: [
        "t:staging.events in staging",
        "t:staging.songs in staging",
        "t:load",
        "t:dimensions.users in dimensions",
        "t:dimensions.artists in dimensions",
        "t:checks",
      ],
      edges: [
        "t:staging.events>t:load",
        "t:staging.songs>t:load",
        "t:load>t:dimensions.users",
        "t:load>t:dimensions.artists",
        "t:dimensions.users>t:checks",
        "t:dimensions.artists>t:checks",
      ],
      frames: ["staging in the DAG", "dimensions in the DAG"],
    });
  });

  it("makes one node of a collapsed group, with each of its edges once", () => {
    assert.deepEqual(outline(SAMPLE, new Set(["staging", "dimensions"]), null), {
      nodes: ["g:staging", "t:load", "g:dimensions", "t:checks"],
      edges: ["g:staging>t:load", "t:load>g:dimensions", "g:dimensions>t:checks"],
      frames: [],
    });
  });

  it("collapses an inner group within its outer one, and the outer one with all in it", () => {
    const dag = {
      id: "d",
      groups: [{ id: "o" }, { id: "o.i", parent: "o" }],
      tasks: [task("o.a", [], "o"), task("o.i.b", ["o.a"], "o.i"), task("o.i.c", ["o.i.b"], "o.i")],
    };
    assert.deepEqual(outline(dag, new Set(["o.i"]), null), {
      nodes: ["t:o.a in o", "g:o.i in o"],
      edges: ["t:o.a>g:o.i"],
      frames: ["o in the DAG"],
    });
    assert.deepEqual(outline(dag, new Set(["o", "o.i"]), null), { nodes: ["g:o"], edges: [], frames: [] });
  });

  it("leaves out tasks that are not asked for, and edges to tasks that are not there", () => {
    const dag = { id: "d", groups: [], tasks: [task("a", ["gone"]), task("b", ["a"]), task("c", ["b"])] };
    const shown = outline(dag, new Set(), new Set(["a", "b"]));
    assert.deepEqual(shown, { nodes: ["t:a", "t:b"], edges: ["t:a>t:b"], frames: [] });
  });

  it("has another shape when the layout would be another one", () => {
    const shape = (collapsed: readonly string[], direction = "LR"): string =>
      shapeOf(shownGraph(SAMPLE, new Set(collapsed), null), direction);
    assert.equal(shape([]), shape([]));
    assert.notEqual(shape([]), shape(["staging"]));
    assert.notEqual(shape([]), shape([], "TD"));
  });
});
