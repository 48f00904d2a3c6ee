import mermaid from "mermaid";
import type { GraphDirection } from "../../../protocol/webview/graph.ts";
import { mermaidSource } from "../model/mermaid-source.ts";
import type { ShownGraph, ShownNode } from "../model/shown-graph.ts";

/** What Mermaid has drawn: frames and edges are complete, nodes are empty and in their places. */
export interface Drawing {
  /** Everything, to be put into an SVG. */
  readonly root: SVGGElement;
  readonly nodes: ReadonlyMap<string, { readonly node: ShownNode; readonly element: SVGGElement } & Size>;
  /** By the group's id. */
  readonly frames: ReadonlyMap<string, SVGGElement>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: SVGPathElement }[];
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** To be called once. The limits can only be raised here: Mermaid refuses more than 500 edges otherwise. */
export function prepareMermaid(): void {
  mermaid.initialize({
    securityLevel: "strict",
    startOnLoad: false,
    suppressErrorRendering: true,
    maxEdges: 1_000_000,
    maxTextSize: 50_000_000,
    htmlLabels: false,
    layout: "dagre",
    look: "classic",
    // Measured in tests' browsers too: any monospace font has about the same width.
    fontFamily: "monospace",
    fontSize: 14,
    flowchart: {
      curve: "basis",
      inheritDir: true,
      nodeSpacing: 22,
      rankSpacing: 46,
      padding: 24,
      diagramPadding: 4,
      wrappingWidth: 2000,
      subGraphTitleMargin: { top: 4, bottom: 10 },
      useMaxWidth: false,
    },
  });
}

/** Lays a graph out. It takes a tenth of a second for 12 nodes and seconds for 1,000, and the page waits meanwhile. */
export async function layOut(graph: ShownGraph, direction: GraphDirection): Promise<Drawing> {
  const source = mermaidSource(graph, direction);
  const { svg: text } = await mermaid.render(RENDER_ID, source.text);
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const root = document.createElementNS("http://www.w3.org/2000/svg", "g");
  // Colours are the page's: Mermaid's own style stays out.
  for (const child of [...parsed.children]) {
    if (child.localName === "g") root.append(document.adoptNode(child));
  }
  const [, , width = 0, height = 0] = (parsed.getAttribute("viewBox") ?? "").split(/[ ,]+/).map(Number);
  return {
    root,
    nodes: nodesIn(root, source.nodes),
    frames: framesIn(root, source.frames),
    edges: edgesIn(root, graph),
    width,
    height,
  };
}

const RENDER_ID = "millrace";

function nodesIn(root: SVGGElement, nodes: readonly ShownNode[]): Drawing["nodes"] {
  const found = new Map<string, { node: ShownNode; element: SVGGElement; width: number; height: number }>();
  for (const element of root.querySelectorAll<SVGGElement>("g.node")) {
    const node = nodes[Number(/-n(\d+)-\d+$/.exec(element.id)?.[1])];
    const box = element.querySelector("rect");
    if (node === undefined || box === null) continue;
    found.set(node.key, {
      node,
      element,
      width: Number(box.getAttribute("width")),
      height: Number(box.getAttribute("height")),
    });
  }
  return found;
}

function framesIn(root: SVGGElement, frames: readonly string[]): Drawing["frames"] {
  const found = new Map<string, SVGGElement>();
  for (const element of root.querySelectorAll<SVGGElement>("g.cluster")) {
    const groupId = frames[Number(/-g(\d+)$/.exec(element.id)?.[1])];
    if (groupId !== undefined) found.set(groupId, element);
  }
  return found;
}

function edgesIn(root: SVGGElement, graph: ShownGraph): Drawing["edges"] {
  return [...root.querySelectorAll<SVGPathElement>("path.flowchart-link")].flatMap((path) => {
    const numbers = /L_n(\d+)_n(\d+)_/.exec(path.id);
    const from = graph.nodes[Number(numbers?.[1])]?.key;
    const to = graph.nodes[Number(numbers?.[2])]?.key;
    return from === undefined || to === undefined ? [] : [{ from, to, path }];
  });
}
